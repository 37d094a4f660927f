"""Hergang reads German and English news and keeps a graph that can be asked how a story developed."""
