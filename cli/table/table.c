#include "table/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/outfile.h"

static int
write_bytes(struct psi_table *table, const char *text, size_t len,
    struct psi_error *err)
{
	if (len == 0)
		return 0;
	return table->out->sink.write(
	    table->out->sink.cookie, (const uint8_t *)text, len, err);
}

/* Put an escaped text in quotes, its own ones doubled. */
static int
write_quoted(struct psi_table *table, const char *text, struct psi_error *err)
{
	int rc = write_bytes(table, "\"", 1, err);

	while (rc == 0 && *text != '\0') {
		size_t len = strcspn(text, "\"");

		rc = write_bytes(table, text, len, err);
		text += len;
		if (rc == 0 && *text == '"') {
			rc = write_bytes(table, "\"\"", 2, err);
			text++;
		}
	}
	return rc != 0 ? rc : write_bytes(table, "\"", 1, err);
}

/* Escape a cell part by part: where one begins a formula, at the beginning or
 * behind a semicolon, a single quote goes before it. */
static void
neutralise(char *out, size_t out_size, const char *text, size_t len)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t pos = 0; pos < len;) {
		const char *end = memchr(text + pos, ';', len - pos);
		size_t n =
		    end != NULL ? (size_t)(end - text) + 1 - pos : len - pos;

		if (psi_is_formula(text + pos, len - pos))
			out[used++] = '\'';
		used += psi_escape(out + used, out_size - used, text + pos, n);
		pos += n;
	}
}

int
psi_table_cell(struct psi_table *table, const char *text, size_t len,
    struct psi_error *err)
{
	/* Every semicolon, and the beginning, may get a quote. */
	size_t size = 2 * psi_escape(NULL, 0, len == 0 ? "" : text, len) + 2;
	char *cell;
	int rc = 0;

	if ((cell = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	neutralise(cell, size, text, len);
	if (table->in_row)
		rc = write_bytes(table, ",", 1, err);
	table->in_row = true;
	if (rc == 0 && strpbrk(cell, ",\"") != NULL)
		rc = write_quoted(table, cell, err);
	else if (rc == 0)
		rc = write_bytes(table, cell, strlen(cell), err);
	free(cell);
	return rc;
}

int
psi_table_text(struct psi_table *table, const char *text, struct psi_error *err)
{
	return psi_table_cell(table, text, strlen(text), err);
}

int
psi_table_end_row(struct psi_table *table, struct psi_error *err)
{
	table->in_row = false;
	return write_bytes(table, "\n", 1, err);
}
