#include "suffix_diff.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"

/* A rule, in the text of its list. */
struct rule {
	const char *text;
	size_t len;
};

/* The rules of the registries' section, sorted. */
struct rules {
	struct rule *rule;
	size_t num;
	size_t size;
	char date[11];
};

static bool
holds(const char *line, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	for (size_t i = 0; i + word_len <= len; i++)
		if (memcmp(line + i, word, word_len) == 0)
			return true;
	return false;
}

/* "// VERSION: 2024-05-01_10-00-00_UTC". */
static void
read_date(struct rules *rules, const char *line, size_t len)
{
	static const char mark[] = "VERSION: ";
	const size_t mark_len = sizeof mark - 1;

	for (size_t i = 0; i + mark_len + 10 <= len; i++) {
		const char *date = line + i + mark_len;

		if (memcmp(line + i, mark, mark_len) != 0 || date[4] != '-' ||
		    date[7] != '-')
			continue;
		for (size_t j = 0; j < 10; j++)
			if (j != 4 && j != 7 &&
			    (date[j] < '0' || date[j] > '9'))
				return;
		memcpy(rules->date, date, 10);
		return;
	}
}

static int
add_rule(
    struct rules *rules, const char *text, size_t len, struct psi_error *err)
{
	if (rules->num == rules->size) {
		size_t size = rules->size == 0 ? 4096 : 2 * rules->size;
		struct rule *rule = realloc(rules->rule, size * sizeof *rule);

		if (rule == NULL)
			return psi_error_set(err, PSI_E_NOMEM, "out of memory");
		rules->rule = rule;
		rules->size = size;
	}
	rules->rule[rules->num].text = text;
	rules->rule[rules->num].len = len;
	rules->num++;
	return 0;
}

static int
compare(const struct rule *x, const struct rule *y)
{
	size_t len = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->text, y->text, len);

	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static int
compare_void(const void *a, const void *b)
{
	return compare(a, b);
}

static int
read_rules(struct rules *rules, const uint8_t *bytes, size_t len,
    struct psi_error *err)
{
	const char *p = (const char *)bytes;
	const char *end = p + len;
	int rc = 0;

	while (rc == 0 && p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((stop != NULL ? stop : end) - p);
		size_t rule = 0;

		while (rule < n && p[rule] != ' ' && p[rule] != '\t' &&
		    p[rule] != '\r')
			rule++;
		if (n >= 2 && memcmp(p, "//", 2) == 0) {
			read_date(rules, p, n);
			if (holds(p, n, "===BEGIN ICANN DOMAINS==="))
				rules->num = 0;
			if (holds(p, n, "===END ICANN DOMAINS==="))
				break;
		} else if (rule > 0) {
			rc = add_rule(rules, p, rule, err);
		}
		p = stop != NULL ? stop + 1 : end;
	}
	if (rules->num > 0)
		qsort(
		    rules->rule, rules->num, sizeof *rules->rule, compare_void);
	return rc;
}

static void
show_rule(struct psi_suffix_diff *out, char sign, const struct rule *rule)
{
	char *to;

	if (out->num_shown == PSI_SUFFIX_SHOWN)
		return;
	to = out->shown[out->num_shown++];
	to[0] = sign;
	(void)psi_escape(
	    to + 1, PSI_SUFFIX_RULE_CHARS - 1, rule->text, rule->len);
}

/* One walk over both; `wild` for the rules with a "*" only. */
static void
walk(struct psi_suffix_diff *out, const struct rules *list,
    const struct rules *installed, bool wild)
{
	size_t i = 0;
	size_t j = 0;

	while (i < list->num || j < installed->num) {
		int order = i == list->num ? 1
		    : j == installed->num
		    ? -1
		    : compare(&list->rule[i], &installed->rule[j]);
		const struct rule *rule =
		    order > 0 ? &installed->rule[j] : &list->rule[i];
		bool is_wild =
		    order < 0 && memchr(rule->text, '*', rule->len) != NULL;

		i += order <= 0;
		j += order >= 0;
		if (order == 0 || is_wild != wild)
			continue;
		out->num_wild += is_wild;
		out->num_added += order < 0;
		out->num_missing += order > 0;
		show_rule(out, order < 0 ? '+' : '-', rule);
	}
}

int
psi_suffix_compare(struct psi_suffix_diff *out, const uint8_t *list,
    size_t list_len, const uint8_t *installed, size_t installed_len,
    struct psi_error *err)
{
	struct rules rules[2] = { { NULL, 0, 0, "" }, { NULL, 0, 0, "" } };
	int order;
	int rc;

	memset(out, 0, sizeof *out);
	if ((rc = read_rules(&rules[0], list, list_len, err)) != 0 ||
	    (rc = read_rules(&rules[1], installed, installed_len, err)) != 0)
		goto out;
	memcpy(out->date[0], rules[0].date, sizeof out->date[0]);
	memcpy(out->date[1], rules[1].date, sizeof out->date[1]);
	walk(out, &rules[0], &rules[1], true);
	walk(out, &rules[0], &rules[1], false);
	order = strcmp(out->date[0], out->date[1]);
	out->age = PSI_SUFFIX_OTHER;
	if (list_len == installed_len && memcmp(list, installed, list_len) == 0)
		out->age = PSI_SUFFIX_SAME;
	else if (order != 0 && out->date[0][0] != '\0' &&
	    out->date[1][0] != '\0')
		out->age = order < 0 ? PSI_SUFFIX_OLDER : PSI_SUFFIX_NEWER;
out:
	free(rules[0].rule);
	free(rules[1].rule);
	return rc;
}
