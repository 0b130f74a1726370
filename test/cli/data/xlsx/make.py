#!/usr/bin/env python3
"""Workbooks for test/cli/scenarios/normalize_workbook.sh, with the standard
library alone: as Excel writes them, strict ones, and some made to do harm.

    make.py DIR

openpyxl.xlsx and libreoffice.xlsx beside this file were written by those
programs, the second from the first.
"""
import os
import sys
import zipfile

TRANSITIONAL = {
    'main': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
    'rel': 'http://schemas.openxmlformats.org/officeDocument/2006/'
           'relationships',
}
STRICT = {
    'main': 'http://purl.oclc.org/ooxml/spreadsheetml/main',
    'rel': 'http://purl.oclc.org/ooxml/officeDocument/relationships',
}
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

# A title, an empty row that is left out, a header, and cells of every kind.
STRINGS = [
    '<t>Accounts of Acme</t>', '<t>Account ID</t>', '<t>Account Name</t>',
    '<t>Website</t>', '<t>Country</t>', '<t>Type</t>', '<t>Renewal Date</t>',
    '<t>D-U-N-S Number</t>', '<t>Opt Out</t>',
    '<t>Müller &amp; Söhne GmbH</t>', '<t>mueller.de</t>', '<t>DE</t>',
    '<t>Customer</t>',
    # Rich text, and what is read aloud.
    '<r><t xml:space="preserve">Rich </t></r><r><rPr><b/></rPr><t>Text</t></r>'
    '<rPh sb="0" eb="1"><t>RICCHI</t></rPh><phoneticPr fontId="1"/>',
    '<t>A_x0026_B_x000D_ Limited</t>', '<t>Prospect</t>',
]
STYLES = (
    '<numFmts count="3"><numFmt numFmtId="164" formatCode="000000000"/>'
    '<numFmt numFmtId="165" formatCode="[$-409]d\\-mmm\\-yyyy;@"/>'
    '<numFmt numFmtId="166" formatCode="&quot;days &quot;#,##0.00"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>')


def shared(r, i):
    return '<c r="%s" t="s"><v>%d</v></c>' % (r, i)


def number(r, v, s=0):
    return '<c r="%s" s="%d"><v>%s</v></c>' % (r, s, v)


ROWS = [
    '<row r="1" spans="1:8">' + shared('A1', 0) + '</row>',
    '<row r="3" spans="1:8" x14ac:dyDescent="0.3">' + ''.join(
        shared('ABCDEFGH'[i] + '3', i + 1) for i in range(8)) + '</row>',
    '<row r="4">' + number('A4', '2.1004542324E10') + shared('B4', 9) +
    shared('C4', 10) + shared('D4', 11) + shared('E4', 12) +
    number('F4', '46477', 1) + number('G4', '12345678', 2) +
    '<c r="H4" t="b"><v>1</v></c></row>',
    # No places at all, an inline text, a formula's text, an error, a date.
    '<row><c><v>21004542325</v></c>'
    '<c t="inlineStr"><is><r><t>In</t></r><r><t>line</t></r></is></c>'
    '<c t="str"><f>"in"&amp;"line.com"</f><v>inline.com</v></c>'
    '<c t="e"><v>#N/A</v></c>' + shared('E5', 15) +
    number('F5', '46477.520833333336', 3) + number('G5', '0.30000000000000004',
                                                   4) + '</row>',
    '<row r="7">' + number('A7', '21004542326.0') + shared('B7', 13) +
    shared('E7', 12) + '<c r="F7" s="1"/><c r="G7"><f>1+1</f></c></row>',
    '<row r="8"><c r="A8" t="n"><v>21004542327</v></c>' + shared('B8', 14) +
    '<c r="F8" t="d"><v>2027-06-30</v></c></row>',
]


def sheet(ns, rows, before='', after=''):
    return (HEAD + '<worksheet xmlns="%s" xmlns:r="%s" xmlns:mc="http://'
            'schemas.openxmlformats.org/markup-compatibility/2006" '
            'mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/'
            'office/spreadsheetml/2009/9/ac">%s<dimension ref="A1:H8"/>'
            '<sheetData>%s</sheetData>%s<extLst><ext uri="{x}"><x14ac:row>'
            '<x14ac:c><x14ac:v>9</x14ac:v></x14ac:c></x14ac:row></ext>'
            '</extLst></worksheet>' % (ns['main'], ns['rel'], before,
                                       ''.join(rows), after))


def relations(items):
    return HEAD + '<Relationships xmlns="%s">%s</Relationships>' % (
        PACKAGE, ''.join(
            '<Relationship Id="%s" Type="%s" Target="%s"/>' % item
            for item in items))


def parts(ns, rows=None, **changes):
    book = (HEAD + '<workbook xmlns="%s" xmlns:r="%s"><workbookPr%s/><sheets>'
            '<sheet name="Cover" sheetId="9" state="hidden" r:id="rId9"/>'
            '<sheet name="Accounts &amp; Co" sheetId="1" r:id="rId1"/>'
            '<sheet name="Other" sheetId="2" r:id="rId2"/>'
            '</sheets></workbook>' % (ns['main'], ns['rel'],
                                      changes.get('book', '')))
    other = sheet(ns, ['<row><c t="inlineStr"><is><t>Name</t></is></c>'
                       '</row><row><c t="inlineStr"><is><t>Zebra Brewing</t>'
                       '</is></c></row>'])
    return {
        '[Content_Types].xml': HEAD + '<Types xmlns="http://schemas.'
        'openxmlformats.org/package/2006/content-types"/>',
        '_rels/.rels': relations([
            ('rId1', ns['rel'] + '/officeDocument', 'xl/workbook.xml')]),
        'xl/workbook.xml': book,
        'xl/_rels/workbook.xml.rels': relations([
            ('rId9', ns['rel'] + '/chartsheet', 'chartsheets/sheet1.xml'),
            ('rId1', ns['rel'] + '/worksheet', '/xl/worksheets/sheet1.xml'),
            ('rId2', ns['rel'] + '/worksheet', 'worksheets/sheet2.xml'),
            ('rId3', ns['rel'] + '/styles', 'styles.xml'),
            ('rId4', ns['rel'] + '/sharedStrings', 'sharedStrings.xml')]),
        'xl/worksheets/sheet1.xml': sheet(
            ns, ROWS if rows is None else rows, changes.get('before', '')),
        'xl/worksheets/sheet2.xml': other,
        'xl/styles.xml': HEAD + '<styleSheet xmlns="%s">%s</styleSheet>' % (
            ns['main'], STYLES),
        'xl/sharedStrings.xml': HEAD + '<sst xmlns="%s">%s</sst>' % (
            ns['main'], ''.join('<si>%s</si>' % s for s in STRINGS)),
    }


def write(name, contents):
    with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as archive:
        for part, data in contents.items():
            archive.writestr(part, data)


def harm(name, part, old, new):
    contents = parts(TRANSITIONAL)
    assert old in contents[part], (name, old)
    contents[part] = contents[part].replace(old, new, 1)
    write(name, contents)


def write_harmful():
    sheet1 = 'xl/worksheets/sheet1.xml'
    strings = 'xl/sharedStrings.xml'
    entities = ('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + ''.join(
        '<!ENTITY %s "%s">' % (chr(98 + i), ('&%s;' % chr(97 + i)) * 10)
        for i in range(9)) + ']>')
    harm('entities.xlsx', strings, '<sst', entities + '<sst')
    harm('external.xlsx', sheet1, '<worksheet', '<!DOCTYPE x SYSTEM '
         '"file:///etc/passwd"><worksheet')
    harm('external2.xlsx', 'xl/workbook.xml', '<workbook', '<!DOCTYPE x [<!'
         'ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]><workbook')
    harm('deep.xlsx', sheet1, '<sheetData>', '<a>' * 5000 + '</a>' * 5000 +
         '<sheetData>')
    harm('attribute.xlsx', sheet1, '<sheetData>', '<a b="' + 'x' * 3000000 +
         '"/><sheetData>')
    harm('comment.xlsx', sheet1, '<sheetData>', '<!--' + 'x' * 3000000 +
         '--><sheetData>')
    harm('long-cell.xlsx', strings, 'Accounts of Acme', 'x' * 300000)
    harm('wide.xlsx', sheet1, 'r="C4"', 'r="XFD4"')
    harm('backwards.xlsx', sheet1, '<row r="7">', '<row r="2">')
    harm('low.xlsx', sheet1, '<row r="7">', '<row r="1048577">')
    harm('huge-row.xlsx', sheet1, '<row r="7">', '<row r="99999999999999">')
    harm('no-text.xlsx', sheet1, '<v>9</v>', '<v>4242</v>')
    harm('nested.xlsx', sheet1, '</sheetData>', '<row r="9"><c><row r="10">'
         '</row></c></row></sheetData>')
    harm('cut-xml.xlsx', sheet1, '</sheetData>', '')
    # 1.5 GB of blanks in a part of some 1.5 MB.
    contents = parts(TRANSITIONAL)
    with zipfile.ZipFile('bomb.xlsx', 'w', zipfile.ZIP_DEFLATED) as archive:
        for part, data in contents.items():
            if part != sheet1:
                archive.writestr(part, data)
        with archive.open(sheet1, 'w', force_zip64=True) as out:
            begin, end = contents[sheet1].split('<sheetData>')
            out.write(begin.encode() + b'<sheetData>')
            for _ in range(200):
                out.write(b' ' * 1000000)
            out.write(end.encode())
    # Many cells that are nearly nothing.
    rows = ['<row r="1"><c t="inlineStr"><is><t>Account Name'
            '</t></is></c><c t="inlineStr"><is><t>Website</t></is></c>'
            '<c r="EZN1"><v>2</v></c></row>'] + [
        '<row r="%d"><c r="A%d"><v>1</v></c><c><v>1</v></c></row>' % (r, r)
        for r in range(2, 90000)]
    write('cells.xlsx', parts(TRANSITIONAL, rows))
    with zipfile.ZipFile('parts.xlsx', 'w') as archive:
        for i in range(20001):
            archive.writestr('p%d' % i, '')
    data = open('excel.xlsx', 'rb').read()
    open('cut.xlsx', 'wb').write(data[:len(data) // 2])
    # A wrong byte in a packed part.
    at = data.index(b'sheet1.xml') + 60
    open('damaged.xlsx', 'wb').write(
        data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:])


def write_others():
    write('text.ods', {'mimetype': 'application/vnd.oasis.opendocument.'
                       'spreadsheet', 'content.xml': '<x/>'})
    write('mac.numbers', {'Index/Document.iwa': 'x', 'preview.jpg': 'x'})
    write('plain.zip', {'accounts.csv': 'Name\r\nAcme\r\n'})
    write('binary.xlsb', {'xl/workbook.bin': 'x'})
    contents = {'_rels/.rels': parts(TRANSITIONAL)['_rels/.rels'].replace(
        'xl/workbook.xml', 'word/document.xml'), 'word/document.xml': '<x/>'}
    write('letter.docx', contents)
    open('old.xls', 'wb').write(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' +
                                b'\0' * 504)


os.makedirs(sys.argv[1], exist_ok=True)
os.chdir(sys.argv[1])
write('excel.xlsx', parts(TRANSITIONAL))
write('strict.xlsx', parts(STRICT))
write('mac1904.xlsx', parts(TRANSITIONAL, book=' date1904="1"'))
write_harmful()
write_others()
