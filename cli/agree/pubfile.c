#include "agree/pubfile.h"

#include <string.h>

#include "kit/diag.h"
#include "kit/infile.h"
#include "table/known.h"
#include "table/unwrap.h"
#include "table/unwrap_identity.h"

/* A public identity with blanks around it, and no more. */
#define FILE_BYTES_MAX 4096

/* Without the blanks, tabs and line ends, and the byte order mark, that mail
 * programs and editors put around a text. */
static const char *
trim(const char *text, size_t *len)
{
	if (*len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		*len -= 3;
	}
	while (*len > 0 && strchr(" \t\r\n", *text) != NULL) {
		text++;
		(*len)--;
	}
	while (*len > 0 && strchr(" \t\r\n", text[*len - 1]) != NULL)
		(*len)--;
	return text;
}

/* What is read of a mail is one identity; of two nobody knows whose is meant. */
static int
refuse_file(const uint8_t *bytes, size_t len, struct psi_error *err)
{
	char identity[PSI_IDENTITY_TEXT_CHARS + 1];
	const char *what;
	const char *hint;

	if (psi_unwrap_identities(identity, bytes, len) > 1)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "keep the one line that begins with psi1 and is your "
		    "partner's",
		    "there are several public identities in this file");
	if ((len == 0 || bytes[0] != 'p') &&
	    psi_known_name(bytes, len, &what, &hint))
		return psi_refuse(err, PSI_E_INPUT, 0, hint,
		    "this file is no public identity, but %s", what);
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "a public identity is the one line that begins with psi1, as "
	    "psi-keygen printed it; ask your partner for it again",
	    "this file is no public identity");
}

static int
read_file(
    struct psi_public_identity *out, const char *path, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	uint8_t bytes[FILE_BYTES_MAX + 1];
	size_t len = 0;
	size_t trimmed;
	const char *text;
	size_t n;
	int rc;

	if ((rc = psi_unwrap_open(&in, path, err)) != 0)
		return rc;
	do {
		rc = in.source.read(
		    in.source.cookie, bytes + len, sizeof bytes - len, &n, err);
		len += rc == 0 ? n : 0;
	} while (rc == 0 && n > 0 && len < sizeof bytes);
	psi_infile_close(&in);
	if (rc != 0)
		return rc;
	trimmed = len;
	text = trim((const char *)bytes, &trimmed);
	if (len > FILE_BYTES_MAX ||
	    psi_public_identity_parse(out, text, trimmed, err) != 0) {
		rc = refuse_file(bytes, len, err);
		return psi_diag_file(rc, path);
	}
	return 0;
}

int
psi_pubfile_read(struct psi_public_identity *out, const char *option,
    const char *text, struct psi_error *err)
{
	size_t len = strlen(text);
	const char *trimmed = trim(text, &len);
	struct psi_error why;

	/* Upper case too: what somebody typed is told what is wrong with it. */
	if (len < 4 ||
	    (strncmp(trimmed, "psi1", 4) != 0 &&
		strncmp(trimmed, "PSI1", 4) != 0))
		return read_file(out, text, err);
	memset(&why, 0, sizeof why);
	if (psi_public_identity_parse(out, trimmed, len, &why) == 0)
		return 0;
	return psi_refuse(err, PSI_CLI_USAGE, 0, why.hint, "%s: %s: '%s'",
	    option, why.text, text);
}
