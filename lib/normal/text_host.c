#include "normal/text_host.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <uninorm.h>

#include "base/secret.h"
#include "normal/codepoint.h"

/* libunistring is asked for what text.c asks it for, and nothing else. */

/* A code point becomes 18 at most in NFKC, and each of these three in case
 * folding: U+FDFA and U+0390 are the longest of their kind, but not at once,
 * so this is more than is ever needed. */
#define FOLDED_POINTS_MAX (18 * 3)

/* Letters that host names tell from what case folding makes of them. */
static bool
is_host_letter(ucs4_t c)
{
	return c == 0x00DF || c == 0x1E9E || c == 0x03C2;
}

/* The case folding of NFKC. Returns NULL if out of memory. */
static uint32_t *
fold_host_run(const uint32_t *text, size_t text_len, size_t *len)
{
	size_t composed_len = 0;
	uint32_t *composed, *folded = NULL;

	composed =
	    u32_normalize(UNINORM_NFKC, text, text_len, NULL, &composed_len);
	if (composed != NULL)
		folded =
		    u32_casefold(composed, composed_len, NULL, NULL, NULL, len);
	psi_wipe_free(composed, composed_len * sizeof *composed);
	return folded;
}

/*
 * The case folding of NFKC, except for letters of host names, of which a
 * capital sharp s becomes a small one. Returns NULL if out of memory.
 */
static uint32_t *
fold_host_case(const uint32_t *text, size_t text_len, size_t *len)
{
	size_t size = (size_t)FOLDED_POINTS_MAX * text_len + 1;
	uint32_t *out = calloc(size, sizeof *out);
	size_t n = 0;

	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < text_len;) {
		size_t start = i, num = 0;
		uint32_t *folded;

		if (is_host_letter(text[i])) {
			out[n++] = text[i] == 0x1E9E ? 0x00DF : text[i];
			i++;
			continue;
		}
		while (i < text_len && !is_host_letter(text[i]))
			i++;
		folded = fold_host_run(text + start, i - start, &num);
		if (folded == NULL) {
			psi_wipe_free(out, size * sizeof *out);
			return NULL;
		}
		memcpy(out + n, folded, num * sizeof *out);
		psi_wipe_free(folded, num * sizeof *folded);
		n += num;
	}
	*len = n;
	return out;
}

/* Small letters of Latin, Cyrillic, Arabic, kana, Hangul and Han that are what
 * folding makes of them, whatever stands beside them: only marks and conjoining
 * jamo, which are not among them, would compose with one. */
static bool
is_folded_host_letter(ucs4_t c)
{
	static const ucs4_t from_to[][2] = { { '-', '.' }, { '0', '9' },
		{ 'a', 'z' }, { 0x00E0, 0x00F6 }, { 0x00F8, 0x00FF },
		{ 0x0430, 0x045F }, { 0x0621, 0x063A }, { 0x0641, 0x064A },
		{ 0x3041, 0x3096 }, { 0x30A1, 0x30FA }, { 0x30FC, 0x30FC },
		{ 0x4E00, 0x9FEF }, { 0xAC00, 0xD7A3 } };

	for (size_t i = 0; i < sizeof from_to / sizeof from_to[0]; i++) {
		if (c < from_to[i][0])
			return false;
		if (c <= from_to[i][1])
			return true;
	}
	return false;
}

static bool
is_folded_host(const uint32_t *text, size_t text_len)
{
	for (size_t i = 0; i < text_len; i++) {
		if (!is_folded_host_letter(text[i]))
			return false;
	}
	return true;
}

enum psi_text_status
psi_text_fold_host(uint32_t *out, size_t out_size, size_t *out_len,
    const uint32_t *text, size_t text_len)
{
	enum psi_text_status status = PSI_TEXT_NOMEM;
	uint32_t *folded = NULL, *result = NULL;
	size_t folded_len = 0, len = 0;

	for (size_t i = 0; i < text_len; i++) {
		if (psi_code_point_kind(text[i]) == PSI_KIND_UNASSIGNED)
			return PSI_TEXT_UNASSIGNED;
	}
	if (text_len <= out_size && is_folded_host(text, text_len)) {
		memcpy(out, text, text_len * sizeof *out);
		*out_len = text_len;
		return PSI_TEXT_OK;
	}
	folded = fold_host_case(text, text_len, &folded_len);
	if (folded == NULL)
		goto out;
	result = u32_normalize(UNINORM_NFKC, folded, folded_len, NULL, &len);
	if (result == NULL)
		goto out;
	status = PSI_TEXT_TOO_LONG;
	if (len > out_size)
		goto out;
	memcpy(out, result, len * sizeof *out);
	*out_len = len;
	status = PSI_TEXT_OK;
out:
	psi_wipe_free(folded, folded_len * sizeof *folded);
	psi_wipe_free(result, len * sizeof *result);
	return status;
}
