/* The keys of a name, and why it has none (lib/KEYS.md, "Names"). */
#ifndef PSI_NORMAL_NAME_KEYS_H
#define PSI_NORMAL_NAME_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A longer name is refused: it is a text in the wrong column. */
#define PSI_NAME_CODE_POINTS_MAX 1000

/* More keys than one name can have. */
#define PSI_NAME_KEYS_MAX 48

/* A core below this many bits says too little (lib/KEYS.md, "Core"). */
#define PSI_NAME_CORE_BITS_MIN 12
/* And so does a single word that others were left out beside. */
#define PSI_NAME_CORE_WORD_BITS_MIN 14

/*
 * What a key of a name is. LOOSE and JOINED are written with the same type
 * "loose", so that they meet; see psi_name_key_type. LABEL is not a key by
 * itself: it is what a domain's label is compared with (`label+country`).
 */
enum psi_name_kind {
	/* Tokens joined by one space: type "name". */
	PSI_NAME_STRICT,
	/* Words without number and language: type "loose". */
	PSI_NAME_LOOSE,
	/* The tokens of LOOSE in their order, without spaces: type "loose". */
	PSI_NAME_JOINED,
	/* LOOSE without generic tokens: type "core". */
	PSI_NAME_CORE,
	/* STRICT without spaces, five or more characters of a-z 0-9. */
	PSI_NAME_LABEL
};

/* Why a name has no keys. */
enum psi_name_reason {
	PSI_NAME_OK = 0,
	/* No letter and no digit. */
	PSI_NAME_EMPTY,
	PSI_NAME_NOT_UTF8,
	PSI_NAME_UNASSIGNED,
	PSI_NAME_TOO_LONG,
	/* A total of a report, "unknown", "self-employed": no company. */
	PSI_NAME_NO_NAME
};

struct psi_name_key {
	enum psi_name_kind kind;
	/* Of another reading than the plain one. */
	bool variant;
	/* It is a key together with a country only. */
	bool country_only;
	/* Of the core: how rare its tokens are, log2. Otherwise 0. */
	unsigned int bits;
	/* UTF-8, in the scratch; lives until the scratch is used again. */
	const uint8_t *value;
	size_t value_len;
};

struct psi_name_keys {
	/* 0 if and only if reason is not PSI_NAME_OK. */
	size_t num_keys;
	enum psi_name_reason reason;
	/* As psi_private_form: its legal form tells another country than was
	 * given, which all these keys have then, or one where none was. */
	unsigned int private_form;
	/* Where no country was given, the one that its legal form is usual
	 * in, alpha-2; zeros for none. */
	char guess[2];
	/* No two with the same type and value. key[0] is the strict name. */
	struct psi_name_key key[PSI_NAME_KEYS_MAX];
};

/* A hook that is told each step's name and result, for --explain. */
struct psi_name_explain {
	void (*step)(void *cookie, const char *step, const uint8_t *result,
	    size_t result_len);
	void *cookie;
};

/* "name", "loose", "core" or "label": static strings. */
const char *psi_name_key_type(enum psi_name_kind kind);

#endif
