#include "report/question_words.h"

#include <stddef.h>
#include <string.h>

static const struct psi_question_words words[] = {
	{ "matrix", PSI_QUESTION_ACCOUNTS, "We share no account.",
	    "We share 1 account.", "We share %N accounts.",
	    "A number says how many accounts are this to us (the row) and that "
	    "to the partner (the column); the darker, the more." },
	{ "mutual", PSI_QUESTION_ACCOUNTS, "No account is a customer of both.",
	    "1 account is a customer of both.",
	    "%N accounts are customers of both.",
	    "They know both of us already: the first to ask for a reference, "
	    "a joint event or a second product." },
	{ "revenue", PSI_QUESTION_ACCOUNTS,
	    "No account calls for a joint step.",
	    "1 account calls for a joint step.",
	    "%N accounts call for a joint step.",
	    "Each row is a kind of joint step (a motion) for accounts that "
	    "are this to us and that to the partner, the highest priority "
	    "(the average of the matches in the row) first. Deal sizes are "
	    "sums by currency, each deal "
	    "of ours once; "
	    "the names stand below." },
	{ "segments", PSI_QUESTION_ACCOUNTS, "There are no mutual customers.",
	    "There is 1 mutual customer.",
	    "The %N mutual customers spread as the table says, the largest "
	    "group first.",
	    "Industry, segment and country as our CRM has them." },
	{ "products", PSI_QUESTION_PRODUCTS,
	    "No mutual customer is known to use products of both.",
	    "1 combination of our products and theirs is in use.",
	    "%N combinations of our products and theirs are in use, the most "
	    "frequent first.",
	    "One row for each product of ours with each of theirs that a "
	    "mutual customer uses." },
	{ "nps", PSI_QUESTION_ACCOUNTS,
	    "Of no mutual customer an NPS is known.",
	    "Of 1 mutual customer an NPS is known.",
	    "Of %N mutual customers an NPS is known, the highest first.",
	    "NPS says how willingly a customer recommends us, 0 to 10." },
	{ "reps", PSI_QUESTION_OWNERS,
	    "No owner of ours shares an account with one of theirs.",
	    "1 pair of owners shares accounts.",
	    "Yes: %N pairs of owners share accounts, those with most first.",
	    "Of all shared accounts. An owner is a person or a team; each pair "
	    "should know each other, first where both have an open deal." },
	{ "comarket", PSI_QUESTION_ACCOUNTS,
	    "On none that both are known to rate 7 or better.", "On 1 account.",
	    "On %N accounts.",
	    "Mutual customers that both sides rate 7 or better and that did "
	    "not ask for no marketing." },
	{ "teams", PSI_QUESTION_OWNERS, "There are no teams to align.",
	    "1 pair of owners.",
	    "%N pairs of owners, by our region and product.",
	    "Only accounts where both have a customer or an open deal; the "
	    "question about our reps counts all shared accounts." },
	{ "targets", PSI_QUESTION_ACCOUNTS, "None of our prospects.",
	    "1 prospect of ours is a customer of theirs: they can introduce "
	    "us.",
	    "%N prospects of ours are customers of theirs: they can introduce "
	    "us.",
	    "Most important tier first, then the surest." },
	{ "crosssell", PSI_QUESTION_ACCOUNTS,
	    "At no mutual customer different products are known.",
	    "At 1 mutual customer that uses different products of the two.",
	    "At %N mutual customers that use different products of the two.",
	    "By industry and segment as our CRM has them. In brackets at how "
	    "many "
	    "of the accounts the product is missing; which accounts says the "
	    "question about additional services. Revenue is what the companies "
	    "turn over in a year by our CRM." },
	{ "marketplace", PSI_QUESTION_ACCOUNTS,
	    "Of none it is known: the partner shared no likelihood to buy and "
	    "no committed spend.",
	    "1 account is likely to buy through their marketplace.",
	    "%N accounts are likely to buy through their marketplace.",
	    "The partner says that they are likely to buy there, or have "
	    "committed to spend there. Prospects here are those with an open "
	    "deal as well." },
	{ "bring", PSI_QUESTION_ACCOUNTS, "Nobody can introduce anybody.",
	    "At 1 account somebody can introduce the other.",
	    "At %N accounts somebody can introduce the other.",
	    "They bring us their customers that are a prospect or an open "
	    "deal of ours; we bring them ours." },
	{ "give", PSI_QUESTION_ACCOUNTS, "Nowhere.",
	    "We can introduce them at 1 customer of ours.",
	    "We can introduce them at %N customers of ours.",
	    "Our customers that are a prospect or an open deal of theirs." },
	{ "reference", PSI_QUESTION_ACCOUNTS,
	    "None that both sides are known to rate 9 or 10.",
	    "1 customer that both sides rate 9 or 10.",
	    "%N customers that both sides rate 9 or 10.",
	    "Ask them for a joint case study." },
	{ "pipeline", PSI_QUESTION_ACCOUNTS,
	    "There is no deal that both work on.",
	    "1 account has an open deal of both sides.",
	    "%N accounts have an open deal of both sides.",
	    "The owners should speak before either calls the customer." },
	{ "resell", PSI_QUESTION_ACCOUNTS,
	    "At no mutual customer different products are known.",
	    "At 1 mutual customer.", "At %N mutual customers.",
	    "Mutual customers that do not use the same products of both. What "
	    "could be sold are products that other shared accounts have and "
	    "this one does not." },
	{ "best", PSI_QUESTION_ACCOUNTS, "No account has a best partner.",
	    "For 1 account the table says which partner is best.",
	    "For %N accounts the table says which partner is best, and why; "
	    "those that most partners have come first.",
	    "Best is the partner whose first step has the highest priority; "
	    "then the one to whom the account is closest; then the one that "
	    "the customer likes best, where a detractor counts less than what "
	    "is not known. Where nothing tells them apart there is no best "
	    "one: a tie." },
	{ "bundle", PSI_QUESTION_ACCOUNTS, "None.",
	    "1 customer of ours is a customer of three or more partners.",
	    "%N customers of ours are customers of three or more partners.",
	    "Worth one joint solution." },
	{ "introductions", PSI_QUESTION_ACCOUNTS, "Nobody introduces anybody.",
	    "At 1 account somebody can introduce the other.",
	    "At %N accounts somebody can introduce the other.",
	    "By owner, so that each pair can speak about all of theirs at "
	    "once; the names stand below." },
	{ "together", PSI_QUESTION_ACCOUNTS, "Nothing else.",
	    "1 account calls for another joint step.",
	    "%N accounts call for another joint step.",
	    "All steps that are no introduction, by owner." },
	{ "check", PSI_QUESTION_ROWS, "All matches are sure.",
	    "1 match is only possible.", "%N matches are only possible.",
	    "The match is weak, or several accounts fit. Compare the two names "
	    "and ask the partner's owner before anything is told." },
	{ "nothing", PSI_QUESTION_ACCOUNTS, "Every account has a step.",
	    "1 account has none.", "%N accounts have none with some partner.",
	    "What a step (a motion) would need, and what stands there." },
	{ "new", PSI_QUESTION_ACCOUNTS, "Nothing is new or changed.",
	    "1 shared account is new or changed.",
	    "%N shared accounts are new or changed.",
	    "Compared with the earlier result." },
};

static const struct psi_question_words others = { "", PSI_QUESTION_ROWS,
	"The answer is empty.", "The answer has 1 row.",
	"The answer has %N rows.", "" };

const struct psi_question_words *
psi_question_words(const char *name)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
	return &others;
}
