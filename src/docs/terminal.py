"""Draws the lines that Softlanding logs in a drain as a terminal. Arguments: the log, what the client was answered."""
import html
import re
import sys

WIDTH, LINE, TOP = 118, 19, 46
PHASE = re.compile(r"^(ANNOUNCE|QUIET_PERIOD|INTAKE|IN_FLIGHT|TRANSACTIONS|CACHES|LOCKS|HANDOFF)\b")


def messages(log):
    draining = False
    for line in log:
        match = re.match(r"\S+T(\S+)Z\s+\w+ \d+ --- .*? : (.*)", line.rstrip())
        if not match or "softlanding" not in line and "Softlanding" not in line:
            continue
        time, text = match.groups()
        if text.startswith("Received SIGINT"):
            draining = True
            yield "", "^C"
        if (draining or text.startswith("Softlanding is ready")) and "Exit report" not in text and "Embedded" not in text:
            yield time, text
        if text.startswith("Drained in"):
            return


def shorten(text, width):
    return text if len(text) <= width else text[: width - 1] + "…"


rows = []
with open(sys.argv[1], encoding="utf-8") as log:
    for time, text in messages(log):
        color = "#e6edf3"
        if text == "^C":
            color = "#ff7b72"
        elif PHASE.match(text):
            color = "#79c0ff"
        elif text.startswith("Drained"):
            color = "#7ee787"
        rows.append((time, shorten(text, WIDTH - 14), color))
rows.append(("", "HTTP/1.1 200 for the client whose payment was in flight: " + sys.argv[2], "#7ee787"))

height = TOP + LINE * len(rows) + 14
width = WIDTH * 8
out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">',
       "<title>Ctrl-C while an order is being paid: the drain, phase by phase</title>",
       f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>']
for i, color in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
    out.append(f'<circle cx="{20 + 20 * i}" cy="18" r="6" fill="{color}"/>')
out.append('<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="13">')
for i, (time, text, color) in enumerate(rows):
    y = TOP + LINE * i + 6
    out.append(f'<text x="14" y="{y}" fill="#6e7681" xml:space="preserve">{html.escape(time)}</text>')
    out.append(f'<text x="{14 + 8 * 13}" y="{y}" fill="{color}" xml:space="preserve">{html.escape(text)}</text>')
out.append("</g>\n</svg>")
print("\n".join(out))
