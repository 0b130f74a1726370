/*
 * Errors of libpsi.
 *
 * Every function that can fail returns an int: 0, or one of the negative
 * codes below. The values are pinned: they are never changed and never
 * reused. A function that fails also fills the caller's struct psi_error,
 * when one is given; a function that succeeds leaves it alone.
 */
#ifndef PSI_ERROR_H
#define PSI_ERROR_H

#include <stddef.h>
#include <stdint.h>

#include "psi/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The system: reading, writing, memory, randomness. */
#define PSI_E_IO (-1)
#define PSI_E_NOMEM (-2)
#define PSI_E_RANDOM (-3)
/* A stored object is not there (psi/store.h). */
#define PSI_E_ABSENT (-4)
/* A stored object is there already, and must not be replaced. */
#define PSI_E_EXISTS (-5)
/* The caller broke the contract of the function. */
#define PSI_E_ARG (-10)
/* One's own input: an export, a keys file, a draft, a secret file. */
#define PSI_E_INPUT (-20)
/* One's own secret file cannot be opened with this passphrase. */
#define PSI_E_PASSPHRASE (-21)
/* The partner's file, in the order in which the checks are made. */
#define PSI_E_GRAMMAR (-30)
#define PSI_E_LIMIT (-31)
#define PSI_E_DIGEST (-32)
#define PSI_E_SIGNATURE (-33)
#define PSI_E_MISMATCH (-34)
#define PSI_E_ORDER (-35)
#define PSI_E_ELEMENT (-36)
#define PSI_E_PROOF (-37)
#define PSI_E_SEAL (-38)
/* Refused by the agreement: unsigned, altered, expired, over a limit. */
#define PSI_E_AGREEMENT (-40)
/* The wrong step, or the wrong state of a session. */
#define PSI_E_STATE (-50)

#define PSI_ERROR_TEXT_BYTES 384

/*
 * What went wrong, in words for the person at the terminal. Never holds
 * account data, a key or a secret; text is UTF-8 without control characters.
 */
struct psi_error {
	/* The code that the function returned. */
	int code;
	/* errno of the system call that failed, or 0. */
	int sys_errno;
	/* Line of the input, counted from 1; 0 where there is none. */
	uint64_t line;
	/* One lower-case sentence without a full stop. */
	char text[PSI_ERROR_TEXT_BYTES];
	/* What to do about it, in the same form; "" where nothing is known. */
	char hint[PSI_ERROR_TEXT_BYTES];
};

/*
 * Filling an error: for the callbacks that an embedder writes (psi/io.h,
 * psi/store.h), and for programs that report their own failures in the same
 * way; the library uses nothing else. `err` may be NULL, and then nothing is
 * written. Texts are built as by printf, and must never hold account data,
 * keys or secrets; control characters and bytes that are no UTF-8 are spelled
 * out (\x0a, \u009b), and what is too long is cut after a whole character.
 *
 * Set the code, a negative one, and the text; clear line, hint and errno.
 *
 * Returns `code`, so that a function which fails can end with
 * `return psi_error_set(err, PSI_E_IO, "...")`.
 */
PSI_API int psi_error_set(
    struct psi_error *err, int code, const char *format, ...) PSI_PRINTF(3, 4);

/*
 * As psi_error_set, and keep errno of the failed system call.
 */
PSI_API int psi_error_set_errno(struct psi_error *err, int code, int sys_errno,
    const char *format, ...) PSI_PRINTF(4, 5);

/*
 * As psi_error_set, for a line of the input, counted from 1.
 */
PSI_API int psi_error_set_line(struct psi_error *err, int code, uint64_t line,
    const char *format, ...) PSI_PRINTF(4, 5);

/*
 * Add the remedy to an error that is set already.
 */
PSI_API void psi_error_hint(struct psi_error *err, const char *format, ...)
    PSI_PRINTF(2, 3);

/*
 * A refusal, whole: as psi_error_set_line (`line` is 0 where there is none),
 * with the remedy `hint`, which may be NULL:
 *
 *	return psi_refuse(err, PSI_E_INPUT, record->line,
 *	    "make it again with psi-normalize", "the row has no account");
 *
 * For a remedy with numbers in it: psi_error_hint. Returns `code`.
 */
PSI_API int psi_refuse(struct psi_error *err, int code, uint64_t line,
    const char *hint, const char *format, ...) PSI_PRINTF(5, 6);

/*
 * Name of a code, such as "PSI_E_PROOF".
 *
 * Returns a static string; "PSI_E_?" for a value that is no code.
 */
PSI_API const char *psi_error_name(int code);

#ifdef __cplusplus
}
#endif

#endif
