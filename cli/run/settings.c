#include "run/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "psi/error.h"
#include "psi/near.h"
#include "psi/normalize.h"

#include "kit/outparts.h"
#include "kit/shell_word.h"
#include "kit/tool.h"

#define SETTINGS_BYTES_MAX ((size_t)1 << 20)

enum kind {
	TEXT,
	PATH,
	PATHS,
	WORDS,
	COMMAND,
	NUMBER,
	SIZE,
	YES_NO,
	EVERY,
	CURRENCY,
	DELIMITER,
	ONE_OF
};

struct setting {
	const char *name;
	enum kind kind;
	size_t offset;
	uint64_t min;
	uint64_t max;
	/* For ONE_OF: the values, between blanks. */
	const char *choices;
};

#define AT(field) offsetof(struct psi_run_settings, field)

static const struct setting all[] = {
	{ "identity", PATH, AT(identity), 0, 0, NULL },
	{ "passphrase-file", PATH, AT(passphrase_file), 0, 0, NULL },
	{ "agreement", PATH, AT(agreement), 0, 0, NULL },
	{ "accounts", PATHS, AT(accounts), 0, 0, NULL },
	{ "accounts-command", COMMAND, AT(accounts_command), 0, 0, NULL },
	{ "map", WORDS, AT(map), 0, 0, NULL },
	{ "encoding", TEXT, AT(encoding), 0, 0, NULL },
	{ "delimiter", DELIMITER, AT(delimiter), 0, 0, NULL },
	{ "sheet", TEXT, AT(sheet), 0, 0, NULL },
	{ "skip-lines", NUMBER, AT(skip_lines), 1, UINT32_MAX, NULL },
	{ "population", ONE_OF, AT(population), 0, 0,
	    " customer open_opportunity prospect former_customer other " },
	{ "rules", PATH, AT(rules), 0, 0, NULL },
	{ "overrides", PATH, AT(overrides), 0, 0, NULL },
	{ "exclude", PATH, AT(exclude), 0, 0, NULL },
	{ "currency", CURRENCY, AT(currency), 0, 0, NULL },
	{ "every", EVERY, AT(every), 0, 3650, NULL },
	{ "give-up-after", NUMBER, AT(give_up_after), 1, 3650, NULL },
	{ "list-change", NUMBER, AT(list_change), 0, 100, NULL },
	{ "share", YES_NO, AT(share), 0, 0, NULL },
	{ "share-most", NUMBER, AT(share_most), 0, UINT32_MAX, NULL },
	{ "fetch", COMMAND, AT(fetch), 0, 0, NULL },
	{ "send", COMMAND, AT(send), 0, 0, NULL },
	{ "split", SIZE, AT(split), 0, 0, NULL },
	{ "on-change", COMMAND, AT(on_change), 0, 0, NULL },
	{ "on-change-owner", COMMAND, AT(on_change_owner), 0, 0, NULL },
	{ "pass-environment", WORDS, AT(pass_environment), 0, 0, NULL },
	{ "command-timeout", NUMBER, AT(command_timeout), 1, 86400, NULL },
	{ "free-space", NUMBER, AT(free_space), 0, 1048576, NULL },
	{ "keep", NUMBER, AT(keep), 0, 1000000, NULL },
	{ "report", YES_NO, AT(report), 0, 0, NULL },
	{ "workbook", YES_NO, AT(workbook), 0, 0, NULL },
	{ "motions", PATH, AT(motions), 0, 0, NULL },
	{ "role", ONE_OF, AT(role), 0, 0, " vendor partner reseller " },
	{ "crm", ONE_OF, AT(crm), 0, 0, " salesforce hubspot dynamics " },
};

static const struct setting *
find_part(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (strlen(all[i].name) == len &&
		    strncmp(all[i].name, name, len) == 0)
			return &all[i];
	return NULL;
}

static const struct setting *
find(const char *name)
{
	return find_part(name, strlen(name));
}

bool
psi_run_setting_is(const char *name, size_t len)
{
	return find_part(name, len) != NULL;
}

const char *
psi_run_setting_named(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz-";

	while ((text = strstr(text, "--")) != NULL) {
		size_t len = strspn(text += 2, letters);
		const struct setting *setting = find_part(text, len);

		if (setting != NULL)
			return setting->name;
	}
	return NULL;
}

bool
psi_run_settings_missing(const struct psi_run_settings *settings,
    const char **name, const char **value)
{
	const struct psi_run_table *table = &settings->table;
	size_t num_paths = 0;

	for (size_t i = 1; i < table->num_rows; i++) {
		const struct setting *setting = find(table->rows[i].cell[0]);

		if (setting == NULL ||
		    (setting->kind != PATH && setting->kind != PATHS))
			continue;
		/* The first that was joined is the default of `agreement`. */
		num_paths++;
		*name = setting->name;
		*value = table->rows[i].cell[1];
		if (access(settings->owned[num_paths], R_OK) != 0)
			return true;
	}
	return false;
}

static void
add_option(char *out, size_t size, const char *name, const char *value)
{
	size_t len = strlen(out);

	if (value != NULL)
		(void)snprintf(out + len, size - len, " --%s %s", name,
		    psi_shell_word(value));
}

static void
add_options(char *out, size_t size, const struct psi_run_settings *settings,
    const struct setting *setting)
{
	const void *at = (const char *)settings + setting->offset;
	const struct psi_run_words *words = at;
	char number[24];

	if (setting->kind == WORDS) {
		for (size_t i = 0; i < words->num; i++)
			add_option(out, size, setting->name, words->word[i]);
	} else if (setting->kind == NUMBER) {
		(void)snprintf(number, sizeof number, "%llu",
		    (unsigned long long)*(const uint64_t *)at);
		add_option(out, size, setting->name,
		    *(const uint64_t *)at == 0 ? NULL : number);
	} else {
		add_option(out, size, setting->name, *(const char *const *)at);
	}
}

void
psi_run_settings_options(char *out, size_t size,
    const struct psi_run_settings *settings, const char *const *names)
{
	for (; *names != NULL; names++) {
		const struct setting *setting = find(*names);

		if (setting != NULL)
			add_options(out, size, settings, setting);
	}
}

static int
refuse_unknown(const char *name, struct psi_error *err)
{
	struct psi_near near;

	(void)psi_error_set(
	    err, PSI_E_INPUT, "there is no setting '%.64s'", name);
	psi_error_hint(err, "psi-run(1) has a table of all settings");
	psi_near_begin(&near, name, strlen(name));
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (psi_near_offer(&near, all[i].name, strlen(all[i].name)))
			psi_error_hint(err,
			    "did you mean '%s'? psi-run(1) has a table of all",
			    all[i].name);
	return PSI_E_INPUT;
}

/* ---- values ---- */

static int
refuse(const struct setting *setting, const char *words, struct psi_error *err)
{
	(void)psi_error_set(
	    err, PSI_E_INPUT, "the setting '%s' %s", setting->name, words);
	psi_error_hint(err, "psi-run(1) has a table of all settings");
	return PSI_E_INPUT;
}

static int
read_number(const struct setting *setting, uint64_t *out, const char *text,
    struct psi_error *err)
{
	char words[96];
	uint64_t number = 0;
	bool good = text[0] != '\0' && strlen(text) < 12 &&
	    text[strspn(text, "0123456789")] == '\0';

	if (good)
		number = strtoull(text, NULL, 10);
	if (good && number >= setting->min && number <= setting->max) {
		*out = number;
		return 0;
	}
	(void)snprintf(words, sizeof words,
	    "takes a whole number from %llu to %llu",
	    (unsigned long long)setting->min, (unsigned long long)setting->max);
	return refuse(setting, words, err);
}

/* "7", or "7 always". */
static int
read_every(struct psi_run_settings *settings, const struct setting *setting,
    const char *text, struct psi_error *err)
{
	static const char always[] = " always";
	size_t len = strlen(text);
	char days[16];

	settings->every_always = len > sizeof always - 1 &&
	    strcmp(text + len - (sizeof always - 1), always) == 0;
	if (settings->every_always)
		len -= sizeof always - 1;
	if (len >= sizeof days)
		return refuse(setting,
		    "takes a number of days, or such as '7 always'", err);
	memcpy(days, text, len);
	days[len] = '\0';
	return read_number(setting, &settings->every, days, err);
}

static int
read_yes_no(const struct setting *setting, bool *out, const char *text,
    struct psi_error *err)
{
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		return refuse(setting, "takes yes or no", err);
	*out = text[0] == 'y';
	return 0;
}

static bool
is_currency(const char *text)
{
	return strlen(text) == 3 &&
	    strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

static bool
is_choice(const char *choices, const char *text)
{
	const char *at = strstr(choices, text);
	size_t len = strlen(text);

	return len > 0 && strchr(text, ' ') == NULL && at != NULL &&
	    at > choices && at[-1] == ' ' && at[len] == ' ';
}

static int
refuse_choice(
    const struct setting *setting, const char *text, struct psi_error *err)
{
	const char *choices = setting->choices + 1;
	int len = (int)strlen(choices) - 1;

	(void)psi_error_set(err, PSI_E_INPUT, "the setting '%s' is not '%.64s'",
	    setting->name, text);
	psi_error_hint(err, "it is one of: %.*s", len, choices);
	return PSI_E_INPUT;
}

static int
join_path(struct psi_run_settings *settings, const char **out, const char *root,
    const char *text, struct psi_error *err)
{
	size_t size = strlen(root) + strlen(text) + 2;
	char **owned =
	    realloc(settings->owned, (settings->num_owned + 1) * sizeof *owned);
	char *path;

	if (owned == NULL ||
	    (settings->owned = owned, path = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	(void)snprintf(path, size, "%s%s%s", text[0] == '/' ? "" : root,
	    text[0] == '/' ? "" : "/", text);
	owned[settings->num_owned++] = path;
	*out = path;
	return 0;
}

static int
add_word(struct psi_run_words *words, const struct setting *setting,
    const char *text, struct psi_error *err)
{
	if (words->num == PSI_RUN_WORDS_MAX)
		return refuse(setting, "has too many rows", err);
	words->word[words->num++] = text;
	return 0;
}

static int
take_one(struct psi_run_settings *settings, const struct setting *setting,
    const char *root, const char *text, struct psi_error *err)
{
	void *at = (char *)settings + setting->offset;
	const char *path;
	int rc;

	switch (setting->kind) {
	case WORDS:
	case COMMAND:
		return add_word(at, setting, text, err);
	case NUMBER:
		return read_number(setting, at, text, err);
	case SIZE:
		return psi_outparts_size(text, at)
		    ? 0
		    : refuse(setting,
			  "takes a size from 10K, such as 20M or 500K", err);
	case YES_NO:
		return read_yes_no(setting, at, text, err);
	case EVERY:
		return read_every(settings, setting, text, err);
	case PATH:
		return join_path(settings, at, root, text, err);
	case PATHS:
		rc = join_path(settings, &path, root, text, err);
		return rc != 0 ? rc : add_word(at, setting, path, err);
	case CURRENCY:
		if (!is_currency(text))
			return refuse(setting,
			    "takes three capital letters, such as EUR", err);
		break;
	case DELIMITER:
		if (!psi_cli_delimiter_is(text, &(char){ 0 }))
			return refuse(
			    setting, "takes one character, or tab", err);
		break;
	case ONE_OF:
		if (!is_choice(setting->choices, text))
			return refuse_choice(setting, text, err);
		break;
	case TEXT:
		break;
	}
	*(const char **)at = text;
	return 0;
}

/* ---- the file ---- */

static bool
may_repeat(const struct setting *setting)
{
	return setting->kind == PATHS || setting->kind == WORDS ||
	    setting->kind == COMMAND;
}

/* A word behind the program of a command. */
static bool
may_be_empty(
    const struct psi_run_settings *settings, const struct setting *setting)
{
	const void *at = (const char *)settings + setting->offset;
	const struct psi_run_words *words = at;

	return setting->kind == COMMAND && words->num > 0;
}

static int
take_row(struct psi_run_settings *settings, const char *root, size_t i,
    struct psi_error *err)
{
	const struct psi_run_row *rows = settings->table.rows;
	const struct setting *setting;

	if (rows[i].num_cells != 2)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "mend the line; psi-run(1) lists the settings",
		    "a line is a setting, a comma and its value");
	if ((setting = find(rows[i].cell[0])) == NULL)
		return refuse_unknown(rows[i].cell[0], err);
	for (size_t k = 1; k < i && !may_repeat(setting); k++)
		if (strcmp(rows[k].cell[0], setting->name) == 0)
			return refuse(setting, "stands twice", err);
	if (rows[i].cell[1][0] == '\0' && !may_be_empty(settings, setting))
		return refuse(setting, "has no value", err);
	return take_one(settings, setting, root, rows[i].cell[1], err);
}

static int
check_all(const struct psi_run_settings *settings, struct psi_error *err)
{
	if (settings->identity == NULL)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "add a line such as: identity,acme.key",
		    "the setting 'identity' is missing");
	if ((settings->accounts.num == 0) ==
	    (settings->accounts_command.num == 0))
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "leave one of both in settings.csv: accounts with a file, "
		    "or accounts-command with a program",
		    "one of the settings 'accounts' and 'accounts-command' "
		    "is needed, and not both");
	if (settings->accounts.num > PSI_NORMALIZE_LISTS_MAX)
		return psi_error_set(err, PSI_E_INPUT,
		    "the setting 'accounts' stands more than %d times",
		    PSI_NORMALIZE_LISTS_MAX);
	return 0;
}

static int
set_defaults(
    struct psi_run_settings *settings, const char *root, struct psi_error *err)
{
	*settings = (struct psi_run_settings){
		.every = 7,
		.give_up_after = 14,
		.list_change = 20,
		.keep = 0,
		.command_timeout = 600,
		.free_space = 64,
		.share = true,
		.report = true,
	};
	return join_path(
	    settings, &settings->agreement, root, "agreement.csv", err);
}

int
psi_run_settings_read(struct psi_run_settings *settings, const char *path,
    const char *root, struct psi_error *err)
{
	const struct psi_run_table *table = &settings->table;
	int rc = set_defaults(settings, root, err);

	if (rc == 0)
		rc = psi_run_table_read(
		    &settings->table, path, SETTINGS_BYTES_MAX, err);
	if (rc == 0 &&
	    (table->num_rows == 0 || table->rows[0].num_cells != 2 ||
		strcmp(table->rows[0].cell[0], "setting") != 0))
		rc = psi_refuse(err, PSI_E_INPUT, 1,
		    "put that line on top of the file",
		    "the first line is not 'setting,value'");
	for (size_t i = 1; rc == 0 && i < table->num_rows; i++) {
		rc = take_row(settings, root, i, err);
		if (rc == PSI_E_INPUT && err != NULL)
			err->line = table->rows[i].line;
	}
	return rc != 0 ? rc : check_all(settings, err);
}

void
psi_run_settings_clear(struct psi_run_settings *settings)
{
	for (size_t i = 0; i < settings->num_owned; i++)
		free(settings->owned[i]);
	free(settings->owned);
	psi_run_table_clear(&settings->table);
	*settings = (struct psi_run_settings){ .identity = NULL };
}

int
psi_run_settings_check(
    const char *name, const char *value, struct psi_error *err)
{
	struct psi_run_settings scratch = { .identity = NULL };
	const struct setting *setting = find(name);
	int rc;

	if (setting == NULL)
		return refuse_unknown(name, err);
	if (value[0] == '\0' && setting->kind != COMMAND)
		return refuse(setting, "has no value", err);
	rc = take_one(&scratch, setting, "", value, err);
	psi_run_settings_clear(&scratch);
	return rc;
}
