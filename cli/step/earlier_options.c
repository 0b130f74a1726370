#include "step/earlier_options.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "kit/diag.h"
#include "kit/store_dir.h"
#include "psi/store.h"

/* Of an object of a session; both have a few hundred. */
#define TEXT_BYTES ((size_t)65536)
#define HEX_CHARS (2 * PSI_AGREEMENT_DIGEST_BYTES + 1)
/* Runs are below this; one that was given up comes behind all others. */
#define RUN_WEIGHT ((uint64_t)1000000000)

/* The last run that is found, and what is said of it. */
struct search {
	char agreement[HEX_CHARS];
	uint64_t run;
	uint64_t rank;
	/* Its folder; to be freed. */
	char *folder;
	char text[TEXT_BYTES];
};

/* An object as a text; false where it cannot be read. */
static bool
read_object(
    char out[TEXT_BYTES], const struct psi_store *store, const char *name)
{
	struct psi_source source;
	size_t len = 0;
	size_t n = 1;
	int rc = store->open(store->cookie, name, &source, NULL);

	if (rc != 0)
		return false;
	while (rc == 0 && n > 0 && len < TEXT_BYTES - 1) {
		n = 0;
		rc = source.read(source.cookie, (uint8_t *)out + len,
		    TEXT_BYTES - 1 - len, &n, NULL);
		len += rc == 0 ? n : 0;
	}
	store->close(store->cookie, &source);
	out[len] = '\0';
	return rc == 0;
}

/* The next row "name,value" of a table of a session, which is cut out of the text
 * at *at; false behind the last. */
static bool
next_row(char **at, const char **name, const char **value)
{
	char *comma = strchr(*at, ',');
	char *from;
	char *to;
	bool quoted;

	if (comma == NULL)
		return false;
	*name = *at;
	*comma = '\0';
	from = to = comma + 1;
	quoted = *from == '"';
	*value = to;
	for (from += quoted ? 1 : 0; *from != '\0'; from++) {
		if (quoted && *from == '"' && *++from != '"')
			quoted = false;
		if (*from == '\0' || (!quoted && *from == '\n'))
			break;
		*to++ = *from;
	}
	*at = *from == '\0' ? from : from + 1;
	*to = '\0';
	return true;
}

/* Is this session of the agreement, and later than what was found so far? Then its
 * folder is kept. */
static void
look_at(struct search *search, char **folder, const struct psi_store *store)
{
	char *at = search->text;
	bool is_same = false;
	uint64_t run = 0;
	uint64_t rank = RUN_WEIGHT;
	const char *name;
	const char *value;

	if (!read_object(search->text, store, "state.csv"))
		return;
	while (next_row(&at, &name, &value)) {
		if (strcmp(name, "agreement") == 0)
			is_same = strcmp(value, search->agreement) == 0;
		else if (strcmp(name, "run") == 0)
			run = strtoull(value, NULL, 10);
		else if (strcmp(name, "state") == 0 &&
		    strcmp(value, "closed") == 0)
			rank = 0;
	}
	if (!is_same || run == 0 || rank + run <= search->rank)
		return;
	search->run = run;
	search->rank = rank + run;
	free(search->folder);
	search->folder = *folder;
	*folder = NULL;
}

/* A path beside `path`, in its folder, to be freed; the folder itself where `name`
 * is ".". NULL without memory. */
static char *
beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	size_t name_len = strlen(name);
	char *out = malloc(len + name_len + 1);

	if (out == NULL)
		return NULL;
	memcpy(out, path, len);
	memcpy(out + len, name, name_len + 1);
	return out;
}

static void
find_last(struct search *search, const char *agreement_path)
{
	char *folder = beside(agreement_path, ".");
	DIR *dir = folder == NULL ? NULL : opendir(folder);
	struct dirent *entry;

	free(folder);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		struct psi_store store = { .cookie = NULL };
		char *path = entry->d_name[0] == '.'
		    ? NULL
		    : beside(agreement_path, entry->d_name);

		if (path != NULL &&
		    psi_store_dir_open(&store, path, false, NULL) == 0)
			look_at(search, &path, &store);
		psi_store_dir_close(&store);
		free(path);
	}
	(void)closedir(dir);
}

/* Is FIELD of "FIELD=HEADER" told now, to whatever column? */
static bool
is_mapped(const struct psi_normalize_options *options, const char *map)
{
	size_t len = strcspn(map, "=") + 1;

	for (size_t i = 0; i < options->num_maps; i++)
		if (strncmp(options->maps[i], map, len) == 0)
			return true;
	return false;
}

/* The option that a row of exports.csv comes of, where it is not given now. */
static const char *
missing_option(const struct psi_normalize_options *options, const char *name,
    const char *value)
{
	if (strcmp(name, "map") == 0 && !is_mapped(options, value))
		return "-m";
	if (strcmp(name, "encoding") == 0 && options->encoding == NULL)
		return "--encoding";
	if (strcmp(name, "delimiter") == 0 && options->delimiter == '\0')
		return "--delimiter";
	if (strcmp(name, "skip-lines") == 0 && options->skip_lines == 0)
		return "--skip-lines";
	if (strcmp(name, "country") == 0 && options->country == NULL)
		return "--country";
	return NULL;
}

static void
warn_missing(struct search *search, const struct psi_normalize_options *options)
{
	char *at = search->text;
	char words[512] = "";
	const char *name;
	const char *value;

	while (next_row(&at, &name, &value)) {
		const char *option = missing_option(options, name, value);
		size_t len = strlen(words);

		if (option != NULL)
			(void)snprintf(words + len, sizeof words - len,
			    "%s%s '%s'", len == 0 ? "" : " ", option, value);
	}
	if (words[0] != '\0')
		psi_warn("run %" PRIu64 " ('%s') was made with %s, and these "
			 "keys are not: give it again, unless the export has "
			 "changed",
		    search->run, search->folder, words);
}

void
psi_earlier_options_warn(const char *agreement_path,
    const struct psi_agreement *agreement,
    const struct psi_normalize_options *options)
{
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];
	struct psi_store store = { .cookie = NULL };
	struct search *search = calloc(1, sizeof *search);

	if (search == NULL)
		return;
	psi_agreement_digest(agreement, digest);
	(void)sodium_bin2hex(
	    search->agreement, sizeof search->agreement, digest, sizeof digest);
	find_last(search, agreement_path);
	if (search->folder != NULL &&
	    psi_store_dir_open(&store, search->folder, false, NULL) == 0 &&
	    read_object(search->text, &store, "exports.csv"))
		warn_missing(search, options);
	psi_store_dir_close(&store);
	free(search->folder);
	free(search);
}
