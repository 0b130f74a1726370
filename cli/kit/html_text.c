#include "kit/html_text.h"

#include <string.h>

#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/outfile.h"

int
psi_html_raw(struct psi_outfile *out, const char *markup, struct psi_error *err)
{
	return out->sink.write(
	    out->sink.cookie, (const uint8_t *)markup, strlen(markup), err);
}

/* One character escaped; NULL where it stands for itself. */
static const char *
escape_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

int
psi_html_escaped(
    struct psi_outfile *out, const char *text, struct psi_error *err)
{
	size_t chars = 0;
	size_t begin = 0;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && text[i] != '\0'; i++) {
		const char *escape = escape_of(text[i]);

		chars += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (chars > PSI_HTML_CELL_CHARS)
			break;
		if (escape == NULL)
			continue;
		if (i > begin)
			rc = out->sink.write(out->sink.cookie,
			    (const uint8_t *)text + begin, i - begin, err);
		if (rc == 0)
			rc = psi_html_raw(out, escape, err);
		begin = i + 1;
	}
	if (rc == 0 && i > begin)
		rc = out->sink.write(out->sink.cookie,
		    (const uint8_t *)text + begin, i - begin, err);
	if (rc == 0 && text[i] != '\0')
		rc = psi_html_raw(out, "\xe2\x80\xa6", err);
	return rc;
}

int
psi_html_text(struct psi_outfile *out, const char *text, struct psi_error *err)
{
	int rc;

	if (text[0] == '\0')
		return 0;
	if ((rc = psi_html_raw(out, "<bdi>", err)) != 0 ||
	    (rc = psi_html_escaped(out, text, err)) != 0)
		return rc;
	return psi_html_raw(out, "</bdi>", err);
}

int
psi_html_term(struct psi_outfile *out, const char *text, struct psi_error *err)
{
	char safe[PSI_ESCAPED_TERM_BYTES];

	(void)psi_escape(safe, sizeof safe, text, strlen(text));
	return psi_html_text(out, safe, err);
}
