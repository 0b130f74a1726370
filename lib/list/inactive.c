#include "list/inactive.h"

#include <string.h>

#include "list/header_form.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What values begin with, in the form in which headers are compared. */
static const char *const away[] = { "inactiv", "inaktiv", "inactif", "inattiv",
	"inativ", "nieaktywn", "neaktiv", "неактив", "notactive", "deactiv",
	"deaktiv", "desactiv", "disabled", "deleted", "geloscht", "geloescht",
	"supprime", "eliminad", "excluid", "usuniet", "smazan", "удален",
	"archived", "archiviert", "archivad", "merged", "zusammengefuhrt",
	"fusionn", "stillgelegt", "baja", "dadodebaja", "outofbusiness",
	"insolven", "bankrupt", "無効", "削除", "停用", "已删除", "비활성" };

static const char *const here[] = { "active", "aktiv", "actif", "activo",
	"activa", "ativo", "ativa", "attivo", "attiva", "aktywn", "активн",
	"enabled", "有効", "启用", "활성", "alta" };

static bool
begins(const char *form, const char *const *words, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		if (strncmp(form, words[i], strlen(words[i])) == 0)
			return true;
	}
	return false;
}

static bool
is_away(struct psi_cell value)
{
	char form[PSI_HEADER_FORM_CHARS];

	psi_header_form(form, value.text, value.len);
	return begins(form, away, COUNT(away));
}

bool
psi_inactive_is_state(struct psi_cell value)
{
	char form[PSI_HEADER_FORM_CHARS];

	psi_header_form(form, value.text, value.len);
	return begins(form, away, COUNT(away)) ||
	    begins(form, here, COUNT(here));
}

/* Does the cell say it, as a flag of the column or in words? */
static bool
says_away(struct psi_cell cell, enum psi_field field)
{
	char word[PSI_FIELD_VALUE_MAX + 1];

	if (cell.len == 0)
		return false;
	if (psi_field_value(word, field, PSI_FORM_EXACT, cell.text, cell.len,
		"", PSI_DATE_UNKNOWN))
		return strcmp(word, field == PSI_FIELD_ACTIVE ? "no" : "yes") ==
		    0;
	return is_away(cell);
}

struct psi_cell
psi_inactive_find(const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells, enum psi_field *field,
    size_t *i)
{
	static const enum psi_field fields[] = { PSI_FIELD_INACTIVE,
		PSI_FIELD_ACTIVE };
	const struct psi_cell none = { "", 0 };

	for (size_t f = 0; f < COUNT(fields); f++) {
		*field = fields[f];
		for (*i = 0; *i < mapping->field[*field].num_columns; (*i)++) {
			struct psi_cell cell = psi_mapping_cell(
			    mapping, *field, *i, cells, num_cells);

			if (says_away(cell, *field))
				return cell;
		}
	}
	return none;
}
