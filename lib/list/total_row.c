#include "list/total_row.h"

#include <string.h>

#include "list/header_form.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* In the form in which headers are compared, without digits. */
static const char *const totals[] = { "total", "totals", "grandtotal",
	"grandtotals", "subtotal", "subtotals", "sum", "overalltotal",
	"reporttotal", "pagetotal", "count", "grandsummaries", "grandsummary",
	"summary", "recordcount", "totalcount", "totalrecords", "totalrows",
	"summe", "gesamt", "gesamtsumme", "gesamtergebnis", "endsumme",
	"zwischensumme", "teilergebnis", "insgesamt", "anzahl", "totalgeneral",
	"totalgenerale", "soustotal", "totaux", "somme", "sommetotale",
	"totales", "sumatotal", "suma", "totalgeral", "totale",
	"totalecomplessivo", "subtotale", "totaal", "eindtotaal", "subtotaal",
	"totalt", "summa", "delsumma", "delsum", "ialt", "yhteensa",
	"valisumma", "razem", "sumacalkowita", "sumaczesciowa", "celkem",
	"soucet", "spolu", "osszesen", "vegosszeg", "reszosszeg", "ukupno",
	"skupaj", "toplam", "geneltoplam", "aratoplam", "итого", "всего",
	"общийитог", "общая", "σύνολο", "合計", "総計", "小計", "总计", "合计",
	"小计", "總計", "合計數", "합계", "총계", "소계", "المجموع",
	"الإجمالي" };

/* Words that may follow: "Total (3 records)", "Total: 12 Konten". */
static const char *const counted[] = { "records", "record", "rows", "row",
	"accounts", "account", "entries", "items", "count", "konten",
	"datensatze", "zeilen", "comptes", "lignes", "enregistrements",
	"cuentas", "registros", "filas", "contas", "rekeningen", "rijen" };

static bool
is_counted(const char *form)
{
	for (size_t i = 0; i < COUNT(counted); i++) {
		if (strcmp(counted[i], form) == 0)
			return true;
	}
	return false;
}

/* The form of a text, without digits; signs that count something stay out. */
static void
letters_of(char form[PSI_HEADER_FORM_CHARS], struct psi_cell cell)
{
	size_t n = 0;

	psi_header_form(form, cell.text, cell.len);
	for (const char *p = form; *p != '\0'; p++) {
		if ((*p < '0' || *p > '9') && *p != '#' && *p != '%')
			form[n++] = *p;
	}
	form[n] = '\0';
}

static bool
is_total(struct psi_cell cell)
{
	char form[PSI_HEADER_FORM_CHARS];

	letters_of(form, cell);
	for (size_t i = 0; i < COUNT(totals); i++) {
		size_t n;

		/* Nearly every name ends here. */
		if (totals[i][0] != form[0])
			continue;
		n = strlen(totals[i]);
		if (strncmp(totals[i], form, n) == 0 &&
		    (form[n] == '\0' || is_counted(form + n)))
			return true;
	}
	return false;
}

/* "Count" and 300 beside it. */
static bool
is_number(struct psi_cell cell)
{
	for (size_t i = 0; i < cell.len; i++) {
		if ((cell.text[i] < '0' || cell.text[i] > '9') &&
		    cell.text[i] != '.' && cell.text[i] != ',')
			return false;
	}
	return true;
}

/* Is there anything but words and numbers? */
static bool
is_identified(
    const struct psi_mapping *mapping, const struct psi_record *record)
{
	static const enum psi_field fields[] = { PSI_FIELD_DOMAIN,
		PSI_FIELD_LEI, PSI_FIELD_DUNS, PSI_FIELD_VAT, PSI_FIELD_REGNO,
		PSI_FIELD_COUNTRY };

	for (size_t i = 0; i < COUNT(fields); i++) {
		if (psi_mapping_first(
			mapping, fields[i], record->cells, record->num_cells)
			.len > 0)
			return true;
	}
	return false;
}

bool
psi_is_total_row(
    const struct psi_mapping *mapping, const struct psi_record *record)
{
	struct psi_cell id =
	    psi_mapping_id(mapping, record->cells, record->num_cells);
	struct psi_cell name = psi_mapping_first(
	    mapping, PSI_FIELD_NAME, record->cells, record->num_cells);
	struct psi_cell first = { NULL, 0 };

	for (size_t i = 0; i < record->num_cells && first.len == 0; i++)
		first = record->cells[i];
	if (first.len == 0 || is_identified(mapping, record))
		return false;
	/* "Total" in the column of the id, or of another one before the name. */
	if (is_total(first) &&
	    (is_number(name) || is_total(name) || name.text == first.text))
		return true;
	return id.len == 0 && name.len > 0 && is_total(name);
}
