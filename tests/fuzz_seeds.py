"""One file of every kind of source, written for the tests: what the fuzzer mutates beside real pages."""

from __future__ import annotations

import gzip
import json

DE = (
    "Der Stadtrat von Neustadt hat am Montag den Bau einer neuen Brücke über die Aue beschlossen. Die Arbeiten sollen "
    "im Frühjahr beginnen und zwei Jahre dauern, sagte Bürgermeisterin Anna Krüger nach der Sitzung."
)
EN = (
    "The council of Newtown voted on Monday to build a new bridge across the river. Work is due to begin in spring and "
    "to take two years, the mayor, Anna Clarke, told reporters after the meeting."
)

HTML = f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Neue Brücke - Bote</title>
<meta property="og:title" content="Neue Brücke"><meta name="author" content="Eva Roth">
<link rel="canonical" href="/a"><script type="application/ld+json">{{"@context": "https://schema.org",
"@type": "NewsArticle", "headline": "Neue Brücke",
"datePublished": "2024-05-03T00:20:00+02:00", "author": [{{"@type": "Person", "name": "Eva Roth"}}]}}</script></head>
<body><nav><a href="/">Start</a></nav><article><h1>Neue Brücke</h1><p class="byline">Von Eva Roth</p><time
datetime="2024-05-03">3. Mai 2024</time><p>{DE}</p><figure><img src="x" alt="Die Brücke"><figcaption>Foto: dpx
</figcaption></figure><h2>Streit über die Kosten</h2><p>{DE} &bdquo;Gut so&ldquo;.</p></article></body></html>"""
TEXT = f"""Neue Brücke beschlossen
Von Max Muster, Neustadt | 3. Mai 2024, 18:30 Uhr | Update: 4.5.2024

{DE}

Externer Inhalt

{DE}

Shownotes
vom 3. Mai 2024
Moderation:
Steffi Beispiel
"""
WRAPPED = """BRIDGE APPROVED
By Jane Roe

NEWTOWN (AP) - The council of Newtown voted on Monday to build a new bridge
across the river. Work is due to begin in spring and to take two years, the
may-
or, Anna Clarke, told reporters after the meeting, which was short.
"""
MARKDOWN = f"""---
title: "Neue Brücke: der Rat stimmt zu"
date: 2024-05-03T18:19:00+02:00
author: [Max Muster, "Eva Roth"]
---
# Neue Brücke

*Von Max Muster*, [Bote](https://bote.example/(a)) ![Bild](x.png)

> {DE}

| a | b |
|---|---|
| 1 | 2 |

- {DE}[^1]

<!-- weg -->`code` &amp; **mehr**
"""
TOML = f'+++\ntitle = "Bridge"\ndate = 2024-05-03\nauthors = ["Jane Roe"]\n+++\n{EN}\n'
SCHEMA = json.dumps(
    {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Brücke",
                "datePublished": "2024-05-03T00:20:00+02:00",
                "author": {"name": "Eva Roth"},
                "articleBody": f"{DE}\n\n{DE}",
                "mainEntityOfPage": {"@id": "https://bote.example/a"},
            }
        ],
    },
    ensure_ascii=False,
    indent=1,
)
JSON_LINES = "\n".join(
    json.dumps(record)
    for record in (
        {"id": 1, "date": "2024-05-03", "title": "Brücke", "text": DE, "authors": ["Eva Roth"]},
        {"format": "hergang/1", "article": {"id": "0123456789abcdef", "text": EN, "published": "2024-05-03"}},
    )
)
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Neustädter Bote</title><link>https://bote.example/</link><item><title>Neue Brücke</title>
<link>https://bote.example/a</link><guid>bote-1</guid><dc:creator>Max Muster</dc:creator>
<pubDate>Fri, 03 May 2024 00:20:00 +0200</pubDate><description>Der Rat hat entschieden.</description>
<content:encoded><![CDATA[<p>{DE}</p><p>Lesen Sie auch: Die Kosten</p><p>{DE}</p>]]></content:encoded></item>
<item><title>Folge 7</title><enclosure url="a.mp3" type="audio/mpeg"/></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/">
<title>Newtown Herald</title>
<entry><title>Bridge</title><id>tag:news.example,2024:1</id><link href="a?utm_source=feed"/>
<published>2024-05-03T00:20:00+02:00</published><updated>2024-05-04T08:00:00+02:00</updated>
<author><name>Jane Roe</name></author><content type="html">&lt;p&gt;{EN}&lt;/p&gt;&lt;p&gt;{EN}&lt;/p&gt;</content>
</entry></feed>"""
NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<packageItem guid="urn:p:1"><groupSet><group><itemRef residref="urn:n:1"/></group></groupSet></packageItem>
<newsItem guid="urn:n:1" version="2" standard="NewsML-G2" xml:lang="de-DE"><itemMeta><itemClass qcode="ninat:text"/>
<provider qcode="nprov:DPX"><name>Depesche</name></provider><versionCreated>2024-05-04T00:15:00+02:00</versionCreated>
<firstCreated>2024-05-03T18:15:00+02:00</firstCreated><pubStatus qcode="stat:usable"/><edNote>Name berichtigt</edNote>
</itemMeta><contentMeta><by>Von Max Muster</by><dateline>Neustadt (dpx)</dateline><headline>Rat beschließt Brücke
</headline><language tag="de"/><subject qcode="x:1"><name>Politik</name></subject></contentMeta><contentSet>
<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Brücke</title>
</head><body><h1>Rat beschließt Brücke</h1><p>{DE}</p><table><tr><td>1</td></tr></table><p>{DE}</p></body></html>
</inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
NITF = f"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf><head><docdata management-status="usable"><doc-id regsrc="wire.example" id-string="w1"/>
<date.issue norm="20240503T161500Z"/><ed-msg info="Adds quote"/></docdata><pubdata name="Newtown Herald"
position.section="Local"/></head><body><body.head><hedline><hl1>Council approves bridge</hl1></hedline>
<byline>By <person>Jane Roe</person></byline><dateline><location>NEWTOWN</location></dateline></body.head>
<body.content><p>{EN}&nbsp;</p><media><media-caption>The bridge</media-caption></media><p>{EN}</p></body.content>
<body.end><tagline>Jane Roe reports.</tagline></body.end></body></nitf>"""


def warc() -> bytes:
    """Return a WARC file with a page, packed."""
    body = HTML.encode()
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    fields = "WARC-Type: response\r\nWARC-Target-URI: https://bote.example/a\r\nContent-Type: application/http"
    return f"WARC/1.0\r\n{fields}\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def seeds() -> dict[str, list[bytes]]:
    """Return the seeds by the ending that a file of the kind has."""
    return {
        ".html": [HTML.encode()],
        ".txt": [TEXT.encode(), WRAPPED.encode(), TEXT.encode("cp1252"), TEXT.encode("utf-16")],
        ".md": [MARKDOWN.encode(), TOML.encode()],
        ".json": [SCHEMA.encode()],
        ".jsonl": [JSON_LINES.encode()],
        ".rss": [RSS.encode()],
        ".atom": [ATOM.encode()],
        ".xml": [NEWSML.encode(), NITF.encode(), HTML.encode("utf-16")],
        ".warc": [warc(), gzip.compress(warc())],
    }
