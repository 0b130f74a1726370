/* settings.csv: `setting,value`. psi-run(1) has the table. */
#ifndef PSI_CLI_RUN_SETTINGS_H
#define PSI_CLI_RUN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "run/csv_text.h"

#define PSI_RUN_WORDS_MAX 64

/* A setting of several rows: the words of a command, or a list. */
struct psi_run_words {
	const char *word[PSI_RUN_WORDS_MAX + 1];
	size_t num;
};

struct psi_run_settings {
	/* Paths are whole; NULL for what was not set. */
	const char *identity;
	const char *passphrase_file;
	const char *agreement;
	const char *rules;
	const char *overrides;
	const char *exclude;
	const char *motions;
	const char *encoding;
	const char *population;
	const char *currency;
	const char *delimiter;
	const char *sheet;
	const char *role;
	const char *crm;
	/* Of several exports each, in the order of the rows. */
	struct psi_run_words accounts;
	struct psi_run_words map;
	struct psi_run_words accounts_command;
	struct psi_run_words fetch;
	struct psi_run_words send;
	struct psi_run_words on_change;
	struct psi_run_words on_change_owner;
	struct psi_run_words pass_environment;
	/* Lines above the header of the list; 0: they are found. */
	uint64_t skip_lines;
	/* Days from the beginning of a run to that of the next; 0: only when
	 * the partner begins. */
	uint64_t every;
	/* Also where the list is as it was. */
	bool every_always;
	/* Days. */
	uint64_t give_up_after;
	/* Per cent. */
	uint64_t list_change;
	/* Rows of a file of claims or fields without a person's consent; 0 for
	 * the agreement's own limit. */
	uint64_t share_most;
	/* Bytes of the parts in which files leave; 0 for whole files. */
	uint64_t split;
	/* Results that stay; 0 for all. */
	uint64_t keep;
	/* Seconds. */
	uint64_t command_timeout;
	/* MiB. */
	uint64_t free_space;
	bool share;
	bool report;
	bool workbook;

	/* What the texts are in; paths that were joined. */
	struct psi_run_table table;
	char **owned;
	size_t num_owned;
};

/*
 * Read and check the settings in `path`; relative paths are of the folder
 * `root`. Returns 0; PSI_E_INPUT with the line, and a hint; PSI_E_IO;
 * PSI_E_NOMEM. psi_run_settings_clear in any case.
 */
int psi_run_settings_read(struct psi_run_settings *settings, const char *path,
    const char *root, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_run_settings_clear(struct psi_run_settings *settings);

/* The first setting that a text names as an option, such as map in "say --map
 * name=Firm": what psi-normalize takes so is a setting here. NULL for none. */
const char *psi_run_setting_named(const char *text);

/* Is there such a setting? */
bool psi_run_setting_is(const char *name, size_t len);

/* Add to the command in `out` such settings as are set, as the options of the same
 * names that other programs have. `names`, which ends in NULL, has settings that
 * are texts, paths, words or numbers of which 0 is none. */
void psi_run_settings_options(char *out, size_t size,
    const struct psi_run_settings *settings, const char *const *names);

/* The first file that a setting names and that cannot be read, with errno set: the
 * setting, and its value in settings.csv. False where all can. */
bool psi_run_settings_missing(const struct psi_run_settings *settings,
    const char **name, const char **value);

/* Would a row be taken? For `init`. Returns 0 or PSI_E_INPUT. */
int psi_run_settings_check(const char *name, const char *value,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
