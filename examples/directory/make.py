#!/usr/bin/env python3
"""Make a directory of companies from an open register.

usage: make.py gleif LEI2.csv [RR.csv]      GLEIF's golden copy and relationships
       make.py ror DUMP.json                ROR's data dump
       make.py sec TICKERS.json [FOLDER]    SEC's companies, and their submissions
       make.py wikidata QUERY.csv           a result of wikidata.sparql
       make.py merge DIRECTORY.csv...       several directories as one

  --country CC    only entities of this country (ISO 3166), and their parents

The directory is written to standard output: CSV with the header
entity,type,value. README.md beside this file says where the registers are.
"""
import csv
import json
import os
import re
import sys

ORDER = ["country", "name", "alias", "former_name", "domain", "lei", "regno",
         "vat", "duns", "parent"]


class Directory:
    """Entities by id; what is known of each, by type."""

    def __init__(self):
        self.entities = {}

    def add(self, entity, kind, value):
        value = " ".join(str(value).split())
        if entity and value:
            rows = self.entities.setdefault(entity, {})
            rows.setdefault(kind, {})[value] = True

    def keep_country(self, country):
        """Entities of a country, and whoever is above them."""
        kept = [entity for entity, rows in self.entities.items()
                if country in rows.get("country", {})]
        seen = set()
        while kept:
            entity = kept.pop()
            if entity in seen or entity not in self.entities:
                continue
            seen.add(entity)
            kept += list(self.entities[entity].get("parent", {}))
        self.entities = {e: r for e, r in self.entities.items() if e in seen}

    def write(self, out):
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["entity", "type", "value"])
        for entity in sorted(self.entities):
            rows = self.entities[entity]
            for kind in ORDER:
                values = sorted(rows.get(kind, {}))
                # One country, one parent: of several the first.
                if kind in ("country", "parent"):
                    values = values[:1]
                for value in values:
                    writer.writerow([entity, kind, value])


def gleif(directory, paths):
    """LEI-CDF 3.1 level 1, and RR-CDF 2.1 level 2, as CSV."""
    with open(paths[0], encoding="utf-8-sig", newline="") as f:
        for row in csv.DictReader(f):
            lei = row.get("LEI", "")
            if row.get("Entity.EntityStatus") == "INACTIVE":
                continue
            directory.add(lei, "lei", lei)
            directory.add(lei, "name", row.get("Entity.LegalName", ""))
            directory.add(lei, "country",
                          row.get("Entity.LegalAddress.Country", ""))
            for column, value in row.items():
                if not column or not value:
                    continue
                if re.fullmatch(r"Entity\.(Transliterated)?OtherEntityNames\."
                                r"(Transliterated)?OtherEntityName\.\d+",
                                column):
                    kind = row.get(column + ".type", "")
                    directory.add(lei, "former_name"
                                  if kind == "PREVIOUS_LEGAL_NAME"
                                  else "alias", value)
            # The register that gave the number is told by a code; its
            # country is that of the law the company is under.
            number = row.get("Entity.RegistrationAuthority."
                             "RegistrationAuthorityEntityID", "")
            country = row.get("Entity.LegalJurisdiction", "")[:2]
            if number and country:
                directory.add(lei, "regno", country + "-" + number)
    if len(paths) < 2:
        return
    with open(paths[1], encoding="utf-8-sig", newline="") as f:
        for row in csv.DictReader(f):
            child = row.get("Relationship.StartNode.NodeID", "")
            parent = row.get("Relationship.EndNode.NodeID", "")
            kind = row.get("Relationship.RelationshipType", "")
            status = row.get("Relationship.RelationshipStatus", "ACTIVE")
            if kind != "IS_DIRECTLY_CONSOLIDATED_BY" or status != "ACTIVE":
                continue
            if child in directory.entities and child != parent:
                directory.add(child, "parent", parent)


def ror_names(item):
    """(type, name) of a record of schema 1 or 2."""
    if "names" in item:
        for name in item["names"]:
            types = name.get("types", [])
            yield ("name" if "ror_display" in types else "alias"), name["value"]
        return
    yield "name", item["name"]
    for key in ("aliases", "acronyms"):
        for name in item.get(key, []):
            yield "alias", name
    for label in item.get("labels", []):
        yield "alias", label.get("label", "")


def ror_links(item):
    for link in item.get("links", []):
        if isinstance(link, str):
            yield link
        elif link.get("type") == "website":
            yield link.get("value", "")


def ror_country(item):
    if "country" in item:
        return item["country"].get("country_code", "")
    for place in item.get("locations", []):
        return place.get("geonames_details", {}).get("country_code", "")
    return ""


def ror(directory, paths):
    with open(paths[0], encoding="utf-8") as f:
        items = json.load(f)
    for item in items:
        entity = "ror:" + item["id"].rsplit("/", 1)[-1]
        for kind, name in ror_names(item):
            # An acronym alone is many organisations'.
            if kind == "name" or len(name) > 5:
                directory.add(entity, kind, name)
        directory.add(entity, "country", ror_country(item))
        for link in ror_links(item):
            directory.add(entity, "domain", link)
        for relation in item.get("relationships", []):
            if relation.get("type", "").lower() == "parent":
                directory.add(entity, "parent", "ror:"
                              + relation["id"].rsplit("/", 1)[-1])


def sec(directory, paths):
    with open(paths[0], encoding="utf-8") as f:
        tickers = json.load(f)
    for item in tickers.values() if isinstance(tickers, dict) else tickers:
        directory.add("cik:%d" % int(item["cik_str"]), "name", item["title"])
    if len(paths) < 2:
        return
    for name in sorted(os.listdir(paths[1])):
        if not re.fullmatch(r"CIK\d{10}\.json", name):
            continue
        with open(os.path.join(paths[1], name), encoding="utf-8") as f:
            item = json.load(f)
        entity = "cik:%d" % int(item["cik"])
        directory.add(entity, "name", item.get("name", ""))
        for former in item.get("formerNames", []):
            directory.add(entity, "former_name", former.get("name", ""))
        directory.add(entity, "domain", item.get("website", ""))
        directory.add(entity, "lei", item.get("lei") or "")
        state = item.get("stateOfIncorporation", "")
        # The Commission writes states of the USA with two letters, and
        # countries with a letter and a digit.
        if re.fullmatch(r"[A-Z]{2}", state):
            directory.add(entity, "country", "US")


def wikidata(directory, paths):
    def last(text):
        return "wikidata:" + text.rsplit("/", 1)[-1] if text else ""

    with open(paths[0], encoding="utf-8-sig", newline="") as f:
        for row in csv.DictReader(f):
            entity = last(row.get("item", ""))
            label = row.get("itemLabel", "")
            # Without a label the service writes the item's number.
            if not re.fullmatch(r"Q\d+", label):
                directory.add(entity, "name", label)
            directory.add(entity, "alias", row.get("officialName", ""))
            directory.add(entity, "alias", row.get("alias", ""))
            directory.add(entity, "domain", row.get("website", ""))
            directory.add(entity, "lei", row.get("lei", ""))
            directory.add(entity, "country", row.get("country", ""))
            directory.add(entity, "parent", last(row.get("parent", "")))


def merge(directory, paths):
    """Entities with one LEI are one, under the id that came first."""
    read = []
    for path in paths:
        with open(path, encoding="utf-8", newline="") as f:
            rows = csv.reader(f)
            if next(rows, None) != ["entity", "type", "value"]:
                sys.exit("make.py: %s: this is not a directory" % path)
            read += rows
    by_lei, one = {}, {}
    for entity, kind, value in read:
        if kind == "lei":
            one.setdefault(entity, by_lei.setdefault(value, entity))
    for entity, kind, value in read:
        if kind == "parent":
            value = one.get(value, value)
        directory.add(one.get(entity, entity), kind, value)


MAKERS = {"gleif": (gleif, 2), "ror": (ror, 1), "sec": (sec, 2),
          "wikidata": (wikidata, 1), "merge": (merge, 1000)}


def main(arguments):
    country = None
    if "--country" in arguments:
        at = arguments.index("--country")
        country = (arguments[at + 1:at + 2] or [""])[0].upper()
        del arguments[at:at + 2]
    if arguments in (["-h"], ["--help"]):
        print(__doc__, end="")
        return 0
    maker, most = MAKERS.get(arguments[0] if arguments else "", (None, 0))
    if maker is None or country == "" or not 1 < len(arguments) <= most + 1:
        sys.stderr.write(__doc__)
        return 2
    directory = Directory()
    try:
        maker(directory, arguments[1:])
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write("make.py: %s: %s: %s\n"
                         % (arguments[1], type(error).__name__, error))
        return 3
    if country:
        directory.keep_country(country)
    if not directory.entities:
        sys.stderr.write("make.py: no entity was found in %s\n" % arguments[1])
        return 3
    directory.write(sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
