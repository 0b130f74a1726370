#include "wire/part_lines.h"

#include <string.h>

#include "base/bytes.h"
#include "wire/wire.h"

static const char again[] =
    "ask your partner to send this part again, and keep "
    "it as it comes";

static int
fill(struct psi_part_lines *lines, struct psi_error *err)
{
	size_t got = 0;
	int rc;

	memmove(
	    lines->buffer, lines->buffer + lines->pos, lines->len - lines->pos);
	lines->len -= lines->pos;
	lines->pos = 0;
	rc = lines->source->read(lines->source->cookie,
	    lines->buffer + lines->len, sizeof lines->buffer - lines->len, &got,
	    err);
	if (rc != 0)
		return rc;
	lines->len += got;
	lines->at_end = got == 0;
	return 0;
}

/* The line end CRLF becomes LF in place. */
static void
take(struct psi_part_lines *lines, const uint8_t *lf, const uint8_t **text,
    size_t *len)
{
	uint8_t *at = lines->buffer + lines->pos;
	size_t n = (size_t)(lf - at);

	lines->pos += n + 1;
	if (n > 0 && at[n - 1] == '\r')
		n--;
	at[n] = '\n';
	*text = at;
	*len = n + 1;
}

int
psi_part_next_line(struct psi_part_lines *lines, const uint8_t **text,
    size_t *len, struct psi_error *err)
{
	int rc;

	lines->line++;
	for (;;) {
		size_t left = lines->len - lines->pos;
		const uint8_t *lf = left == 0
		    ? NULL
		    : memchr(lines->buffer + lines->pos, '\n', left);

		if (lf != NULL &&
		    (size_t)(lf - lines->buffer) - lines->pos <=
			PSI_WIRE_LINE_MAX + 1) {
			take(lines, lf, text, len);
			return 0;
		}
		if (left > PSI_WIRE_LINE_MAX + 1)
			return psi_refuse(err, PSI_E_GRAMMAR, lines->line,
			    again, "the line is too long");
		if (lines->at_end && left > 0)
			return psi_refuse(err, PSI_E_GRAMMAR, lines->line,
			    again, "the file is cut off");
		if (lines->at_end) {
			*text = NULL;
			*len = 0;
			return 0;
		}
		if ((rc = fill(lines, err)) != 0)
			return rc;
	}
}

const char *
psi_part_value(
    const uint8_t *text, size_t len, const char *name, size_t *value_len)
{
	size_t name_len = strlen(name);

	/* What is exchanged is public to both sides. */
	if (text == NULL || len < name_len + 2 ||
	    memcmp(text, name, name_len) != 0 || text[name_len] != ',')
		return NULL;
	*value_len = len - name_len - 2;
	return (const char *)text + name_len + 1;
}

/* "blinded/2": lower-case letters, a slash, digits. */
static bool
is_kind(const char *value, size_t len)
{
	size_t i = 0;
	size_t slash;

	while (i < len && value[i] >= 'a' && value[i] <= 'z')
		i++;
	slash = i;
	if (i == 0 || i == len || value[i] != '/')
		return false;
	for (i++; i < len && value[i] >= '0' && value[i] <= '9';)
		i++;
	return i == len && len > slash + 1 && len < PSI_PART_KIND_CHARS;
}

bool
psi_part_set_origin(
    struct psi_part *part, size_t i, const char *value, size_t len)
{
	uint64_t run;

	switch (i) {
	case 0:
		if (!is_kind(value, len))
			return false;
		memcpy(part->holds, value, len);
		part->holds[len] = '\0';
		return true;
	case 1:
		return psi_hex_decode(
		    part->agreement, sizeof part->agreement, value, len);
	case 2:
		part->from = len == 1 ? value[0] : '\0';
		return part->from == 'a' || part->from == 'b';
	default:
		if (!psi_decimal_decode(&run, value, len, PSI_WIRE_RUN_MAX) ||
		    run == 0)
			return false;
		part->run = (uint32_t)run;
		return true;
	}
}
