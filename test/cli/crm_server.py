#!/usr/bin/env python3
"""A stand-in for the export interfaces of three CRM systems, for run_accounts.

usage: crm_server.py PORT-FILE LOG

Each wants its token; asks for a wrong thing get what the real ones give: 401,
404, a job that is not ready yet, pages. By other tokens the line breaks in the
last page (half), a page is an error (broken), the job fails (failed), or there
are no accounts (none).
"""
import http.server
import json
import sys
import urllib.parse

ROWS = [("1", "Northwind Traders, Inc.", "https://www.northwind-traders.com/",
         "US", "Customer", "Ann"),
        ("2", "M\u00fcller \"Stahl\" GmbH", "mueller-stahl.de", "Germany",
         "Prospect", "Bob"),
        ("3", "Only Acme Knows Ltd", "only-acme-knows.co.uk", "GB",
         "Prospect", "")]


def cells(row):
    return ",".join('"%s"' % c.replace('"', '""') for c in row) + "\n"


class Handler(http.server.BaseHTTPRequestHandler):
    polls = {}

    def log_message(self, *args):
        pass

    def reply(self, status, body, kind="application/json", **headers):
        data = body if isinstance(body, bytes) else (
            body if kind == "text/csv" else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        # The line breaks before all of it came.
        more = 100 if self.token == "half" and self.last else 0
        self.send_header("Content-Length", str(len(data) + more))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def handle_any(self, body):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        self.token = self.headers.get("Authorization", "-").split(" ")[-1]
        self.last = False
        with open(LOG, "a") as log:
            log.write("%s %s %s\n" % (
                self.command, url.path, self.headers.get("Authorization", "-")))
        if url.path.startswith("/download-"):
            self.token = url.path[len("/download-"):-len(".csv")]
            return self.download()
        if self.token not in ("good", "half", "broken", "failed", "none"):
            return self.reply(401, {"message": "no token"})
        if url.path.startswith("/services/data/v63.0/jobs/query"):
            return self.salesforce(url.path, query, body)
        if url.path.startswith("/crm/v3/exports/export/async"):
            return self.hubspot(url.path, body)
        if url.path == "/api/data/v9.2/accounts":
            return self.dynamics(query)
        return self.reply(404, {})

    def ready(self, name):
        self.polls[name] = self.polls.get(name, 0) + 1
        return self.polls[name] % 2 == 0

    def salesforce(self, path, query, body):
        if self.command == "POST":
            asked = json.loads(body)
            if asked["operation"] != "query" or "FROM Account" not in asked["query"]:
                return self.reply(400, {})
            return self.reply(200, {"id": "750X", "state": "UploadComplete"})
        if path.endswith("/jobs/query/750X"):
            done = "Failed" if self.token == "failed" else "JobComplete"
            return self.reply(200, {"id": "750X", "state":
                done if self.ready("sf") else "InProgress"})
        at = int(query.get("locator", ["0"])[0])
        head = "Id,Name,Website,BillingCountry,Type,Owner.Name\n"
        if self.token == "none":
            return self.reply(200, head, "text/csv", Sforce_Locator="null")
        if self.token == "broken" and at == 1:
            return self.reply(500, {})
        self.last = at + 1 == len(ROWS)
        # Every other page begins with the header again.
        text = (head if at % 2 == 0 else "") + cells(ROWS[at])
        return self.reply(200, text, "text/csv", Sforce_Locator=(
            str(at + 1) if at + 1 < len(ROWS) else "null"))

    def hubspot(self, path, body):
        if self.command == "POST":
            asked = json.loads(body)
            if asked["objectType"] != "COMPANY" or asked["format"] != "CSV":
                return self.reply(400, {})
            return self.reply(200, {"id": "42", "links": {}})
        if not self.ready("hs"):
            return self.reply(200, {"status": "PROCESSING"})
        if self.token == "failed":
            return self.reply(200, {"status": "CANCELED"})
        return self.reply(200, {"status": "COMPLETE", "result":
            "http://127.0.0.1:%d/download-%s.csv" % (
                self.server.server_port, self.token)})

    def download(self):
        head = "Record ID,Company name,Company Domain Name,Country/Region,Lifecycle Stage,Company owner\n"
        self.last = True
        if self.token == "broken":
            return self.reply(500, {})
        rows = [] if self.token == "none" else ROWS
        return self.reply(200, head + "".join(cells(r) for r in rows), "text/csv")

    def dynamics(self, query):
        value = "@OData.Community.Display.V1.FormattedValue"
        at = int(query.get("$skiptoken", ["0"])[0])
        if self.token == "none":
            return self.reply(200, {"value": []})
        if self.token == "failed":
            return self.reply(200, {"error": {"message": "no such column"}})
        if self.token == "broken" and at == 1:
            return self.reply(500, {})
        self.last = at + 1 == len(ROWS)
        row = ROWS[at]
        page = {"value": [{"accountid": row[0], "name": row[1],
            "websiteurl": row[2], "address1_country": row[3],
            "customertypecode": 3, "customertypecode" + value: row[4],
            "_ownerid_value": "x", "_ownerid_value" + value: row[5]}]}
        if at + 1 < len(ROWS):
            page["@odata.nextLink"] = (
                "http://%s:%d/api/data/v9.2/accounts?$skiptoken=%d" % (
                    "127.0.0.1" if at + 1 < 9 else "evil.example",
                    self.server.server_port, at + 1))
        return self.reply(200, page)

    def do_GET(self):
        self.handle_any(b"")

    def do_POST(self):
        self.handle_any(self.rfile.read(int(self.headers.get("Content-Length", 0))))


LOG = sys.argv[2]
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as out:
    out.write(str(server.server_port))
import os
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
