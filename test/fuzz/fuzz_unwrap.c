/*
 * What mail and spreadsheets make of a file: the same is undone however the bytes
 * are cut; nothing is changed in a file of which nothing is said, but for UTF-16 and
 * the mark of a file that is none of ours; and a file of ours is found again in
 * base64 and in UTF-16.
 */
#include "fuzz.h"

#include <stdio.h>

#include "base/bytes.h"
#include "support/memory.h"
#include "table/unwrap.h"
#include "table/unwrap_bytes.h"

/* Undo, reading so many bytes at a time. */
static int
undo(struct psi_buf *out, char *what, size_t what_size, const void *data,
    size_t size, size_t step)
{
	struct psi_unwrap *unwrap = NULL;
	struct memory memory;
	struct psi_source source = memory_source(&memory, data, size);
	struct psi_error err;
	uint8_t some[5000];
	size_t len = 1;
	size_t first;
	int rc;

	memset(&err, 0, sizeof err);
	memory.step = step;
	rc = psi_unwrap_new(&unwrap, &source, &err);
	if (rc == 0) {
		(void)snprintf(what, what_size, "%s", psi_unwrap_what(unwrap));
		(void)psi_unwrap_first(unwrap, &first);
		fuzz_check(first <= PSI_UNWRAP_TAP_BYTES);
	}
	while (rc == 0 && len > 0) {
		rc = psi_unwrap_read(
		    unwrap, some, step == 0 ? sizeof some : step, &len, &err);
		if (rc == 0)
			fuzz_check(psi_buf_append(out, some, len, NULL) == 0);
	}
	psi_unwrap_free(unwrap);
	fuzz_check(rc == 0 || (rc == PSI_E_GRAMMAR && err.hint[0] != '\0'));
	return rc;
}

static bool
same(const struct psi_buf *a, const void *data, size_t size)
{
	return a->len == size &&
	    (size == 0 || memcmp(a->data, data, size) == 0);
}

static void
found_again(const struct psi_buf *changed, const void *data, size_t size)
{
	struct psi_buf again = PSI_BUF_INIT;
	char what[200] = "";

	fuzz_check(undo(&again, what, sizeof what, changed->data, changed->len,
		       0) == 0);
	fuzz_check(what[0] != '\0' && same(&again, data, size));
	psi_buf_clear(&again);
}

/* A file that is exchanged, as it is written. */
static void
wrap(const uint8_t *data, size_t size)
{
	struct psi_buf changed = PSI_BUF_INIT;

	fuzz_check(psi_buf_reserve(&changed, 2 * size + 8, NULL) == 0);
	psi_base64_encode((char *)changed.data, data, size);
	changed.len = PSI_BASE64_CHARS(size);
	found_again(&changed, data, size);
	changed.len = 0;
	fuzz_check(psi_buf_append(&changed, "\xff\xfe", 2, NULL) == 0);
	for (size_t i = 0; i < size; i++)
		fuzz_check(psi_buf_append(&changed, data + i, 1, NULL) == 0 &&
		    psi_buf_append(&changed, "", 1, NULL) == 0);
	found_again(&changed, data, size);
	psi_buf_clear(&changed);
}

static bool
is_ascii(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] >= 0x80)
			return false;
	return true;
}

/* A byte order mark, or UTF-16 without one. */
static bool
may_be_wide(const uint8_t *data, size_t size)
{
	return size > 1 &&
	    (data[0] >= 0xef || data[0] == '\0' || data[1] == '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char header[] = "record,value\n";
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf slow = PSI_BUF_INIT;
	char what[200] = "";
	char again[200] = "";
	int rc = undo(&out, what, sizeof what, data, size, 0);

	fuzz_check(undo(&slow, again, sizeof again, data, size, 3) == rc);
	fuzz_check(strcmp(what, again) == 0);
	if (rc == 0)
		fuzz_check(same(&slow, out.data, out.len));
	if (rc == 0 && what[0] == '\0' && !may_be_wide(data, size)) {
		bool ended = out.len == size + 1 && out.data[size] == '\n';

		out.len -= ended;
		fuzz_check(same(&out, data, size));
		if (!ended && size > sizeof header - 1 &&
		    memcmp(data, header, sizeof header - 1) == 0 &&
		    data[size - 1] == '\n' && is_ascii(data, size) &&
		    memchr(data, '\0', size) == NULL)
			wrap(data, size);
	}
	psi_buf_clear(&out);
	psi_buf_clear(&slow);
	return 0;
}
