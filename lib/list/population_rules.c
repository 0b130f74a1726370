#include "list/population_rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"
#include "list/population_words.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Longer values are sentences, and have no rule. */
#define VALUE_BYTES_MAX 96

#define C PSI_POPULATION_CUSTOMER
#define O PSI_POPULATION_OPEN_OPPORTUNITY
#define P PSI_POPULATION_PROSPECT
#define F PSI_POPULATION_FORMER_CUSTOMER
#define X PSI_POPULATION_OTHER

/*
 * Values as the CRM systems offer them from the start, in the form in which
 * they are compared; "*" at the end stands for anything. The first that fits
 * counts.
 */
static const struct {
	const char *value;
	enum psi_population population;
} defaults[] = {
	/* Our own names. */
	{ "customer", C },
	{ "open opportunity", O },
	{ "prospect", P },
	{ "former customer", F },
	{ "other", X },
	/* Salesforce: Account.Type. */
	{ "customer direct", C },
	{ "customer channel", C },
	{ "channel partner / reseller", X },
	{ "installation partner", X },
	{ "technology partner", X },
	{ "partner", X },
	{ "competitor", X },
	{ "vendor", X },
	{ "supplier", X },
	{ "reseller", X },
	{ "integrator", X },
	{ "investor", X },
	{ "press", X },
	{ "analyst", X },
	/* HubSpot: Lifecycle Stage, Type. */
	{ "subscriber", P },
	{ "lead", P },
	{ "marketing qualified lead", P },
	{ "marketingqualifiedlead", P },
	{ "mql", P },
	{ "sales qualified lead", P },
	{ "salesqualifiedlead", P },
	{ "sql", P },
	{ "opportunity", O },
	{ "evangelist", C },
	/* Dynamics 365: Relationship Type. */
	{ "influencer", X },
	{ "consultant", X },
	/* Pipedrive: labels of organisations. */
	{ "hot lead", P },
	{ "warm lead", P },
	{ "cold lead", P },
	/* Zoho: Account Type. */
	{ "distributor", X },
	/* What people add. */
	{ "active customer", C },
	{ "client", C },
	{ "current customer", C },
	{ "existing customer", C },
	{ "kunde", C },
	{ "customers", C },
	{ "paying customer", C },
	{ "paying", C },
	{ "paid", C },
	{ "live", C },
	{ "onboarding", C },
	{ "installed base", C },
	{ "install base", C },
	{ "won back", C },
	{ "renewal", C },
	{ "subscribed", C },
	{ "customer active", C },
	{ "customer inactive", F },
	{ "customer churned", F },
	{ "customer former", F },
	{ "customer lost", F },
	{ "open opp", O },
	{ "open opps", O },
	{ "open deal", O },
	{ "pipeline", O },
	{ "in pipeline", O },
	{ "in sales cycle", O },
	{ "evaluation", O },
	{ "trial", O },
	{ "demo account", X },
	{ "demo customer", X },
	{ "test account", X },
	{ "test customer", X },
	{ "proof of concept", O },
	{ "prospects", P },
	{ "prospective customer", P },
	{ "interessent", P },
	{ "target", P },
	{ "target account", P },
	{ "suspect", P },
	{ "new", P },
	{ "former", F },
	{ "former client", F },
	{ "ex customer", F },
	{ "past customer", F },
	{ "previous customer", F },
	{ "lost customer", F },
	{ "churned", F },
	{ "churned customer", F },
	{ "churn", F },
	{ "inactive customer", F },
	{ "cancelled", F },
	{ "canceled", F },
	/* The same in German, French, Spanish, Italian and Dutch. "Active" by
	 * itself is not here: Dynamics says it of every record that is not
	 * put away. */
	{ "bestandskunde", C },
	{ "neukunde", C },
	{ "ehemaliger kunde", F },
	{ "altkunde", F },
	{ "potenzieller kunde", P },
	{ "potentieller kunde", P },
	{ "wettbewerber", X },
	{ "lieferant", X },
	{ "cliente", C },
	{ "cliente potencial", P },
	{ "cliente potenziale", P },
	{ "antiguo cliente", F },
	{ "ex cliente", F },
	{ "proveedor", X },
	{ "fornitore", X },
	{ "ancien client", F },
	{ "client potentiel", P },
	{ "fournisseur", X },
	{ "concurrent", X },
	{ "klant", C },
	{ "potenti\xc3\xable klant", P },
	{ "voormalige klant", F },
	{ "ex klant", F },
	{ "leverancier", X },
	/* Stages of opportunities, for exports of those. */
	{ "prospecting", O },
	{ "qualification", O },
	{ "needs analysis", O },
	{ "value proposition", O },
	{ "id. decision makers", O },
	{ "perception analysis", O },
	{ "proposal/price quote", O },
	{ "negotiation/review", O },
	{ "closed won", C },
	{ "closed lost", P },
	{ "won", C },
	{ "lost", P },
	/* What begins like one of them. */
	{ "channel partner*", X },
	{ "negotiation*", O },
	{ "open opportunity*", O },
};

struct rule {
	/* Where the value begins in `values`. */
	size_t offset;
	size_t len;
	enum psi_population population;
};

PSI_ARRAY(rule_list, struct rule)

struct psi_population_rules {
	struct psi_buf values;
	struct rule_list rules;
	struct psi_rule_uses uses;
};

/* The small letter of a capital one that has two bytes, of the Latin, Greek and
 * Cyrillic alphabets; any other character as it is. */
static unsigned int
small_letter(unsigned int c)
{
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
	    (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40F)
		return c + 0x50;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
		return c + c % 2;
	if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) ||
	    (c >= 0x14A && c <= 0x177) || c == 0x490)
		return c | 1;
	return c;
}

/* The two bytes of a character, in small letters; the capital of the Turkish i
 * becomes one byte. Returns how many were written. */
static size_t
write_small(char *out, const char *text)
{
	unsigned int c = ((unsigned int)text[0] & 0x1F) << 6 |
	    ((unsigned int)text[1] & 0x3F);

	if (c == 0x130) {
		out[0] = 'i';
		return 1;
	}
	c = small_letter(c);
	out[0] = (char)(0xC0 | c >> 6);
	out[1] = (char)(0x80 | (c & 0x3F));
	return 2;
}

/* The form in which values are compared; returns its length, 0 for a value
 * that is empty or too long. */
static size_t
canonical(char out[VALUE_BYTES_MAX], const char *text, size_t len)
{
	bool gap = false;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == ' ' || c == '_' || c == '-' ||
		    (c >= '\t' && c <= '\r')) {
			gap = n > 0;
			continue;
		}
		if (n + 3 > VALUE_BYTES_MAX)
			return 0;
		if (gap)
			out[n++] = ' ';
		gap = false;
		if (((unsigned char)c & 0xE0) == 0xC0 && i + 1 < len &&
		    ((unsigned char)text[i + 1] & 0xC0) == 0x80) {
			n += write_small(out + n, text + i++);
			continue;
		}
		out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return n;
}

int
psi_population_rules_new(
    struct psi_population_rules **out, struct psi_error *err)
{
	struct psi_population_rules *rules = calloc(1, sizeof *rules);

	if (rules == NULL)
		return psi_error_nomem(err);
	*out = rules;
	return 0;
}

void
psi_population_rules_free(struct psi_population_rules *rules)
{
	if (rules == NULL)
		return;
	psi_buf_clear(&rules->values);
	rule_list_clear(&rules->rules);
	psi_rule_uses_clear(&rules->uses);
	free(rules);
}

int
psi_population_rules_add(struct psi_population_rules *rules, const char *value,
    size_t value_len, const char *population, size_t population_len,
    unsigned long long line, struct psi_error *err)
{
	char text[VALUE_BYTES_MAX];
	size_t n = canonical(text, value, value_len);
	enum psi_population which;
	struct rule rule;
	int rc;

	if (value_len == 0)
		return psi_refuse(err, PSI_E_INPUT, line,
		    "what accounts with an empty cell are, --population says: "
		    "leave this line out",
		    "a rule's value is empty");
	if (n == 0)
		return psi_refuse(err, PSI_E_INPUT, line,
		    "a line of rules is a value of your column, a comma and a "
		    "population, such as Angebot,open_opportunity",
		    "a rule's value is empty or longer than %d bytes",
		    VALUE_BYTES_MAX);
	if (!psi_population_find(&which, population, population_len)) {
		(void)psi_error_set_line(err, PSI_E_INPUT, line,
		    "a rule names a population that does not exist");
		psi_population_hint(err, population, population_len);
		return PSI_E_INPUT;
	}
	rule.offset = rules->values.len;
	rule.len = n;
	rule.population = which;
	rc = psi_buf_append(&rules->values, text, n, err);
	if (rc == 0)
		rc = psi_rule_uses_add(&rules->uses, line, err);
	return rc != 0 ? rc : rule_list_add(&rules->rules, &rule, err);
}

/* Does a rule's value, perhaps with "*" at its end, fit? */
static bool
fits(const char *rule, size_t rule_len, const char *value, size_t value_len)
{
	if (rule_len > 0 && rule[rule_len - 1] == '*') {
		rule_len--;
		if (value_len > rule_len)
			value_len = rule_len;
	}
	return rule_len == value_len && memcmp(rule, value, rule_len) == 0;
}

static void
keep_rule(
    struct psi_population_rule *out, const char *value, size_t len, bool own)
{
	if (out == NULL)
		return;
	out->value = value;
	out->len = len;
	out->own = own;
}

uint64_t
psi_population_rules_idle(
    const struct psi_population_rules *rules, char lines[PSI_RULE_LINES_CHARS])
{
	return psi_rule_uses_idle(&rules->uses, lines);
}

bool
psi_population_rules_find(enum psi_population *out,
    struct psi_population_rule *found, const struct psi_population_rules *rules,
    const char *value, size_t value_len)
{
	char text[VALUE_BYTES_MAX];
	size_t n = canonical(text, value, value_len);
	const char *by_words;

	*out = PSI_POPULATION_OTHER;
	if (n == 0)
		return false;
	for (size_t i = rules == NULL ? 0 : rules->rules.num; i > 0; i--) {
		const struct rule *rule = &rules->rules.at[i - 1];
		const char *own =
		    (const char *)rules->values.data + rule->offset;

		if (!fits(own, rule->len, text, n))
			continue;
		*out = rule->population;
		psi_rule_uses_mark(&rules->uses, i - 1);
		keep_rule(found, own, rule->len, true);
		return true;
	}
	for (size_t i = 0; i < COUNT(defaults); i++) {
		size_t len = strlen(defaults[i].value);

		if (!fits(defaults[i].value, len, text, n))
			continue;
		*out = defaults[i].population;
		keep_rule(found, defaults[i].value, len, false);
		return true;
	}
	by_words = psi_population_by_words(out, text, n);
	if (by_words == NULL)
		return false;
	keep_rule(found, by_words, strlen(by_words), false);
	return true;
}

bool
psi_population_rules_are_over(
    const char *value, size_t value_len, bool of_account)
{
	char text[VALUE_BYTES_MAX];
	size_t n = canonical(text, value, value_len);

	return n > 0 && psi_population_words_are_over(text, n, of_account);
}
