/*
 * Keeps the code pages of iconv open, so that its modules stay loaded: else
 * most of the time of a target that reads tables goes into loading them.
 */
#ifndef TEST_FUZZ_CODE_PAGES_H
#define TEST_FUZZ_CODE_PAGES_H

#include "table/code_page.h"
#include "table/encoding.h"

/* Open all of them, the first time. One that this system lacks is left out. */
static inline void
fuzz_hold_code_pages(void)
{
	/* Reachable until the end, for leak checkers. */
	static void *held[PSI_NUM_ENCODINGS];
	static bool done;

	for (int i = PSI_ENCODING_WINDOWS1252; i < PSI_NUM_ENCODINGS && !done;
	     i++) {
		const char *name = psi_encoding_name((enum psi_encoding)i);

		if (psi_code_page_open(&held[i], name, NULL) != 0)
			held[i] = NULL;
	}
	done = true;
}

#endif
