#include "list/population_rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"

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

/* What a word of a value speaks of. */
enum {
	CUSTOMER = 1,
	PAST = 2,
	OPEN = 4,
	LEAD = 8,
	/* Not yet, or not at all. */
	NOT_YET = 16
};

/*
 * Values of one's own making, by the words in them ("LEAD-Qualified", "Customer
 * (Churned)"); a word counts if it begins so. The languages are those of the
 * values above.
 */
static const struct {
	const char *word;
	unsigned int meaning;
} words[] = {
	{ "abgesprungen", PAST },
	{ "ancien", PAST },
	{ "antig", PAST },
	{ "beendet", PAST },
	{ "bestandskunde", CUSTOMER },
	{ "cancel", PAST },
	{ "cessat", PAST },
	{ "churn", PAST },
	{ "client", CUSTOMER },
	{ "customer", CUSTOMER },
	{ "demo", OPEN },
	{ "ehemalig", PAST },
	{ "ended", PAST },
	{ "evaluat", OPEN },
	{ "expired", PAST },
	{ "former", PAST },
	{ "gek\xc3\xbcndigt", PAST },
	{ "inactiv", PAST },
	{ "inaktiv", PAST },
	{ "inattiv", PAST },
	{ "inativ", PAST },
	{ "interessent", LEAD },
	{ "klant", CUSTOMER },
	{ "klient", CUSTOMER },
	{ "kunde", CUSTOMER },
	{ "kund", CUSTOMER },
	{ "lead", LEAD },
	{ "left", PAST },
	{ "lost", PAST },
	{ "negotia", OPEN },
	{ "non", NOT_YET },
	{ "not", NOT_YET },
	{ "opportunity", OPEN },
	{ "past", PAST },
	{ "perdid", PAST },
	{ "perdu", PAST },
	{ "perso", PAST },
	{ "pipeline", OPEN },
	{ "potent", NOT_YET },
	{ "potenz", NOT_YET },
	{ "previous", PAST },
	{ "proposal", OPEN },
	{ "prospect", LEAD },
	{ "suspect", LEAD },
	{ "target", LEAD },
	{ "terminated", PAST },
	{ "trial", OPEN },
	{ "verlor", PAST },
	{ "voormalig", PAST },
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
};

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
		if (n + 2 > VALUE_BYTES_MAX)
			return 0;
		if (gap)
			out[n++] = ' ';
		gap = false;
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

	if (n == 0)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "a rule's value is empty or longer than %d bytes",
		    VALUE_BYTES_MAX);
	if (!psi_population_find(&which, population, population_len)) {
		return psi_refuse(err, PSI_E_INPUT, line, PSI_POPULATION_NAMES,
		    "a rule names a population that does not exist");
	}
	rule.offset = rules->values.len;
	rule.len = n;
	rule.population = which;
	rc = psi_buf_append(&rules->values, text, n, err);
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

static bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    (unsigned char)c >= 0x80;
}

/* What all words of a value speak of. */
static unsigned int
read_words(const char *value, size_t len)
{
	unsigned int meaning = 0;

	for (size_t i = 0; i < len; i++) {
		if (!is_word_char(value[i]) ||
		    (i > 0 && is_word_char(value[i - 1])))
			continue;
		for (size_t k = 0; k < COUNT(words); k++) {
			size_t n = strlen(words[k].word);

			if (len - i >= n &&
			    memcmp(value + i, words[k].word, n) == 0)
				meaning |= words[k].meaning;
		}
		if (len - i >= 2 && memcmp(value + i, "ex", 2) == 0 &&
		    (len - i == 2 || !is_word_char(value[i + 2])))
			meaning |= PAST;
	}
	return meaning;
}

/* The population of a value by its words; NULL if they say nothing, else what
 * decided. */
static const char *
find_by_words(enum psi_population *out, const char *value, size_t len)
{
	unsigned int meaning = read_words(value, len);

	if ((meaning & CUSTOMER) != 0 && (meaning & NOT_YET) != 0) {
		*out = P;
		return "words: not yet a customer";
	}
	if ((meaning & CUSTOMER) != 0 && (meaning & PAST) != 0) {
		*out = F;
		return "words: customer, past";
	}
	if ((meaning & CUSTOMER) != 0) {
		*out = C;
		return "words: customer";
	}
	if ((meaning & OPEN) != 0 && (meaning & PAST) == 0) {
		*out = O;
		return "words: opportunity";
	}
	if ((meaning & LEAD) != 0) {
		*out = P;
		return "words: prospect";
	}
	return NULL;
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
	by_words = find_by_words(out, text, n);
	if (by_words == NULL)
		return false;
	keep_rule(found, by_words, strlen(by_words), false);
	return true;
}
