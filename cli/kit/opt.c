#include "kit/opt.h"

#include <stdlib.h>
#include <string.h>

#include "psi/near.h"

#include "kit/diag.h"

static const struct psi_opt *
find_name(const struct psi_opts *opts, const char *name, size_t name_len)
{
	for (size_t t = 0; t < 2; t++)
		for (const struct psi_opt *o = opts->tables[t]; o->name != NULL;
		     o++)
			if (strlen(o->name) == name_len &&
			    memcmp(o->name, name, name_len) == 0)
				return o;
	return NULL;
}

static const struct psi_opt *
find_letter(const struct psi_opts *opts, char letter)
{
	for (size_t t = 0; t < 2; t++)
		for (const struct psi_opt *o = opts->tables[t]; o->name != NULL;
		     o++)
			if (o->letter != 0 && o->letter == letter)
				return o;
	return NULL;
}

static size_t
count_option(const struct psi_opts *opts, const struct psi_opt *option)
{
	size_t n = 0;

	for (size_t i = 0; i < opts->num_values; i++)
		n += opts->values[i].option == option;
	return n;
}

/* There is room: one argument adds at most as many values as characters. */
static int
add(struct psi_opts *opts, const struct psi_opt *option, const char *text,
    struct psi_error *err)
{
	if (!option->repeatable && count_option(opts, option) > 0)
		return psi_usage(err, "--%s is given twice", option->name);
	opts->values[opts->num_values].option = option;
	opts->values[opts->num_values].text = text;
	opts->num_values++;
	return 0;
}

/* The option whose name differs by the fewest letters, where one may be a slip for
 * the other. */
static void
hint_at_near(const struct psi_opts *opts, const char *name, size_t len,
    struct psi_error *err)
{
	struct psi_near near;

	psi_near_begin(&near, name, len);
	for (size_t t = 0; t < 2; t++)
		for (const struct psi_opt *o = opts->tables[t]; o->name != NULL;
		     o++)
			if (psi_near_offer(&near, o->name, strlen(o->name)))
				psi_error_hint(
				    err, "did you mean '--%s'?", o->name);
}

/* argv[*i] begins with "--" and has a name; *i moves over its value. */
static int
parse_long(
    struct psi_opts *opts, int argc, char **argv, int *i, struct psi_error *err)
{
	const char *name = argv[*i] + 2;
	const char *equals = strchr(name, '=');
	size_t len = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct psi_opt *option = find_name(opts, name, len);

	if (option == NULL) {
		(void)psi_usage(err, "unknown option '--%.*s'", (int)len, name);
		hint_at_near(opts, name, len, err);
		opts->unknown = name;
		opts->unknown_len = len;
		return PSI_CLI_USAGE;
	}
	if (option->metavar == NULL && equals != NULL)
		return psi_usage(err, "--%s takes no value", option->name);
	if (option->metavar == NULL)
		return add(opts, option, NULL, err);
	if (equals != NULL)
		return add(opts, option, equals + 1, err);
	if (*i + 1 >= argc)
		return psi_usage(err, "--%s needs a value (%s)", option->name,
		    option->metavar);
	*i += 1;
	return add(opts, option, argv[*i], err);
}

/* argv[*i] begins with one dash and a letter. */
static int
parse_letters(
    struct psi_opts *opts, int argc, char **argv, int *i, struct psi_error *err)
{
	for (const char *p = argv[*i] + 1; *p != '\0'; p++) {
		const struct psi_opt *option = find_letter(opts, *p);
		int rc;

		if (option == NULL)
			return psi_usage(err, "unknown option '-%c'", *p);
		if (option->metavar == NULL) {
			if ((rc = add(opts, option, NULL, err)) != 0)
				return rc;
			continue;
		}
		if (p[1] != '\0')
			return add(opts, option, p + 1, err);
		if (*i + 1 >= argc)
			return psi_usage(
			    err, "-%c needs a value (%s)", *p, option->metavar);
		*i += 1;
		return add(opts, option, argv[*i], err);
	}
	return 0;
}

int
psi_opts_parse(struct psi_opts *opts, const struct psi_opt *tool,
    const struct psi_opt *common, int argc, char **argv, struct psi_error *err)
{
	size_t room = 1;
	bool more_options = true;
	int rc;

	memset(opts, 0, sizeof *opts);
	opts->tables[0] = tool;
	opts->tables[1] = common;
	for (int i = 1; i < argc; i++)
		room += strlen(argv[i]) + 1;
	opts->values = calloc(room, sizeof *opts->values);
	opts->operands = calloc((size_t)argc + 1, sizeof *opts->operands);
	if (opts->values == NULL || opts->operands == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	for (int i = 1; i < argc; i++) {
		if (!more_options || argv[i][0] != '-' || argv[i][1] == '\0') {
			opts->operands[opts->num_operands++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			more_options = false;
			continue;
		}
		if (argv[i][1] == '-')
			rc = parse_long(opts, argc, argv, &i, err);
		else
			rc = parse_letters(opts, argc, argv, &i, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

void
psi_opts_clear(struct psi_opts *opts)
{
	free(opts->values);
	free(opts->operands);
	memset(opts, 0, sizeof *opts);
}

static const struct psi_opt *
must_find(const struct psi_opts *opts, const char *name)
{
	const struct psi_opt *option = find_name(opts, name, strlen(name));

	if (option == NULL)
		abort();
	return option;
}

size_t
psi_opts_count(const struct psi_opts *opts, const char *name)
{
	return count_option(opts, must_find(opts, name));
}

const char *
psi_opts_nth(const struct psi_opts *opts, const char *name, size_t n)
{
	const struct psi_opt *option = must_find(opts, name);

	for (size_t i = 0; i < opts->num_values; i++)
		if (opts->values[i].option == option && n-- == 0)
			return opts->values[i].text;
	return NULL;
}

int
psi_opt_parse_number(uint64_t *out, const char *name, const char *text,
    uint64_t min, uint64_t max, struct psi_error *err)
{
	uint64_t value = 0;
	bool good = text[0] != '\0';

	for (const char *p = text; *p != '\0' && good; p++) {
		uint64_t digit = (uint64_t)(*p - '0');

		good = *p >= '0' && *p <= '9' && digit <= max &&
		    value <= (max - digit) / 10;
		if (good)
			value = value * 10 + digit;
	}
	if (!good || value < min)
		return psi_usage(err,
		    "--%s takes a whole number from %llu to %llu, not '%s'",
		    name, (unsigned long long)min, (unsigned long long)max,
		    text);
	*out = value;
	return 0;
}

bool
psi_opt_parse_size(uint64_t *out, const char *text)
{
	static const struct {
		char letter;
		uint64_t bytes;
	} units[] = {
		{ '\0', 1 },
		{ 'k', 1000 },
		{ 'm', 1000000 },
		{ 'g', 1000000000 },
	};
	uint64_t value = 0;
	size_t i = 0;

	for (; text[i] >= '0' && text[i] <= '9' && i < 10; i++)
		value = 10 * value + (uint64_t)(text[i] - '0');
	if (i == 0 || (text[i] != '\0' && text[i + 1] != '\0'))
		return false;
	for (size_t k = 0; k < sizeof units / sizeof units[0]; k++) {
		char letter = text[i];

		if (letter >= 'A' && letter <= 'Z')
			letter = (char)(letter - 'A' + 'a');
		if (letter != units[k].letter)
			continue;
		*out = value * units[k].bytes;
		return true;
	}
	return false;
}
