#include "list/name_series.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "list/column_look.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* From this length on the first cell is taken for full: fields of names have
 * 30, 35, 40 or more characters, and words end before their end. */
#define FULL_CHARS 28

/* What begins an address or a department, in lower case. */
static const char *const additions[] = { "c/o", "z.hd", "z. hd", "zhd",
	"zu handen", "zu h\xc3\xa4nden", "att:", "att.", "attn", "abt.", "abt ",
	"abteilung", "dept", "department", "fao", "p.a.", "service ",
	"a l'attention", "\xc3\xa0 l'attention", "t.a.v.", "tav ", "z.k.",
	"postfach", "po box", "p.o. box" };

/* Words that another one follows. */
static const char *const links[] = { "and", "&", "+", "und", "u.", "et", "y",
	"e", "en", "of", "for", "the", "f\xc3\xbcr", "fuer", "fur", "der",
	"des", "die", "von", "zur", "zum", "im", "in", "de", "du", "la", "del",
	"della", "di", "do", "da", "pour", "para", "per", "voor", "van", "-" };

static size_t
count_chars(struct psi_cell cell)
{
	size_t n = 0;

	for (size_t i = 0; i < cell.len; i++)
		n += ((unsigned char)cell.text[i] & 0xC0) != 0x80;
	return n;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool
begins_like(struct psi_cell cell, const char *word)
{
	size_t len = strlen(word);

	if (cell.len < len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (lower(cell.text[i]) != word[i])
			return false;
	}
	return true;
}

static bool
is_addition(struct psi_cell cell)
{
	for (size_t i = 0; i < COUNT(additions); i++) {
		if (begins_like(cell, additions[i]))
			return true;
	}
	return false;
}

static bool
is_link(struct psi_cell word)
{
	for (size_t i = 0; i < COUNT(links); i++) {
		if (word.len == strlen(links[i]) && begins_like(word, links[i]))
			return true;
	}
	return false;
}

/* Whether what is in the cell goes on in the next. */
static bool
is_torn(struct psi_cell cell)
{
	struct psi_cell word = cell;
	char last = cell.text[cell.len - 1];

	if (last == '-' || last == ',' || last == '&' || last == '/' ||
	    count_chars(cell) >= FULL_CHARS)
		return true;
	while (word.len > 0 && word.text[word.len - 1] != ' ')
		word.len--;
	word.text += word.len;
	word.len = cell.len - word.len;
	return is_link(word);
}

/* Whether a word may have been cut in two between the cells. */
static bool
is_cut_in_word(struct psi_cell cell, struct psi_cell next)
{
	unsigned char last = (unsigned char)cell.text[cell.len - 1];
	char first = next.text[0];

	return count_chars(cell) >= FULL_CHARS &&
	    (psi_ascii_is_letter((char)last) || last >= 0x80) && first >= 'a' &&
	    first <= 'z';
}

/* Put the cells from `first` to `end` together at the end of the buffer; the
 * length of what is there. */
static int
join(struct psi_buf *buf, const struct psi_cell *cells, size_t first,
    size_t end, const char *between, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = first; i < end && rc == 0; i++) {
		if (i > first)
			rc = psi_buf_append_text(buf, between, err);
		if (rc == 0)
			rc = psi_buf_append(
			    buf, cells[i].text, cells[i].len, err);
	}
	return rc;
}

/* What comes of a first cell that is no whole name. */
static int
join_all(struct psi_cell *names, size_t *num_names, struct psi_buf *buf,
    const struct psi_cell *cells, size_t num_cells, struct psi_error *err)
{
	bool in_word = is_cut_in_word(cells[0], cells[1]);
	size_t joined;
	int rc;

	buf->len = 0;
	if ((rc = join(buf, cells, 0, num_cells, " ", err)) != 0)
		return rc;
	joined = buf->len;
	if (in_word) {
		rc = join(buf, cells, 0, 2, "", err);
		if (rc == 0 && num_cells > 2)
			rc = psi_buf_append_text(buf, " ", err);
		if (rc == 0)
			rc = join(buf, cells, 2, num_cells, " ", err);
		if (rc != 0)
			return rc;
	}
	if (!is_torn(cells[0]) &&
	    !psi_column_is_company(cells[num_cells - 1]) &&
	    !psi_column_is_company(
		(struct psi_cell){ (const char *)buf->data, joined }))
		names[(*num_names)++] = cells[0];
	names[*num_names].text = (const char *)buf->data;
	names[(*num_names)++].len = joined;
	if (in_word) {
		names[*num_names].text = (const char *)buf->data + joined;
		names[(*num_names)++].len = buf->len - joined;
	}
	return 0;
}

int
psi_name_series(struct psi_cell names[PSI_NAME_SERIES_NAMES_MAX],
    size_t *num_names, struct psi_buf *buf, const struct psi_cell *cells,
    size_t num_cells, struct psi_error *err)
{
	struct psi_cell kept[PSI_NAME_SERIES_COLUMNS_MAX];
	size_t num = 1;

	kept[0] = cells[0];
	for (size_t i = 1; i < num_cells && num < COUNT(kept); i++) {
		if (is_addition(cells[i]))
			break;
		kept[num++] = cells[i];
	}
	*num_names = 0;
	if (num > 1 && !psi_column_is_company(kept[0]))
		return join_all(names, num_names, buf, kept, num, err);
	names[(*num_names)++] = kept[0];
	if (num > 1 && psi_column_is_company(kept[1]))
		names[(*num_names)++] = kept[1];
	return 0;
}
