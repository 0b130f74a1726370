#include "normal/reject.h"

static const struct {
	const char *name;
	const char *text;
} rejects[PSI_NUM_REJECTS] = {
	[PSI_REJECT_NONE] = { "", "" },
	[PSI_REJECT_PLACEHOLDER] = { "placeholder",
	    "says that there is no value" },
	[PSI_REJECT_IP_ADDRESS] = { "ip-address",
	    "an IP address, not a domain name" },
	[PSI_REJECT_SINGLE_LABEL] = { "single-label",
	    "a host name without a dot" },
	[PSI_REJECT_EMPTY_LABEL] = { "empty-label",
	    "two dots with nothing between them" },
	[PSI_REJECT_HOST_TOO_LONG] = { "host-too-long",
	    "a host name of more than 253 or a label of more than 63 bytes" },
	[PSI_REJECT_HOST_CHARACTER] = { "host-character",
	    "a character that no host name has" },
	[PSI_REJECT_HOST_IDNA] = { "idna",
	    "not a valid internationalised domain name" },
	[PSI_REJECT_PUBLIC_SUFFIX] = { "public-suffix",
	    "a suffix under which anybody registers names" },
	[PSI_REJECT_UNKNOWN_SUFFIX] = { "unknown-suffix",
	    "a top-level domain that the public suffix list does not have" },
	[PSI_REJECT_SHARED_HOST] = { "shared-host",
	    "a host that many organisations share" },
	[PSI_REJECT_FREE_MAIL] = { "free-mail",
	    "an e-mail address at a free mail provider" },
	[PSI_REJECT_NOT_UTF8] = { "not-utf-8", "not valid UTF-8" },
	[PSI_REJECT_UNASSIGNED] = { "unassigned-character",
	    "a character newer than this program's tables" },
	[PSI_REJECT_TOO_LONG] = { "too-long", "longer than any such value" },
	[PSI_REJECT_NO_LETTER] = { "no-letter", "no letter and no digit" },
	[PSI_REJECT_LOST] = { "lost-character",
	    "a character was lost where the file was made (U+FFFD)" },
	[PSI_REJECT_ID_LENGTH] = { "id-length",
	    "not as long as such a number is" },
	[PSI_REJECT_ID_CHARACTER] = { "id-character",
	    "a character that such a number does not have" },
	[PSI_REJECT_ID_CHECKSUM] = { "id-checksum",
	    "the check digits do not fit" },
	[PSI_REJECT_ID_REPEATED] = { "id-repeated",
	    "one digit over and over, or a row of digits" },
	[PSI_REJECT_ID_COUNTRY] = { "id-country",
	    "the country of the number is not known" },
	[PSI_REJECT_ID_ROUNDED] = { "id-rounded",
	    "a spreadsheet has rounded the number: export it as text" },
	[PSI_REJECT_COUNTRY] = { "country", "not the name of a country" },
	[PSI_REJECT_POPULATION] = { "population",
	    "no rule for this value: taken as other" },
	[PSI_REJECT_PARENT] = { "parent",
	    "no account of the list has this name" },
	[PSI_REJECT_AMOUNT] = { "amount",
	    "an amount that cannot be read, and is not shared" },
	[PSI_REJECT_DATE] = { "date",
	    "a date that cannot be read, and is not shared" },
	[PSI_REJECT_RAGGED] = { "ragged-row",
	    "more cells than the header has" },
	[PSI_REJECT_SHORT] = { "short-row",
	    "fewer cells than the header has: the rest is taken as empty" },
	[PSI_REJECT_HEADER] = { "repeated-header",
	    "the header once more, as where lists were joined" },
	[PSI_REJECT_TOTAL] = { "total-row",
	    "a total of the rows above, and no account" },
	[PSI_REJECT_ALONE] = { "no-account",
	    "a deal or a person of a later list that meets no account of those "
	    "before, and becomes one" },
	[PSI_REJECT_NO_KEY] = { "no-key", "nothing in the row gives a key" },
	[PSI_REJECT_EXCLUDED] = { "excluded", "on the list of exclusions" },
	[PSI_REJECT_PADDED] = { "padded",
	    "a digit is missing, a zero was put in front" },
	[PSI_REJECT_MANY_ACCOUNTS] = { "many-accounts",
	    "on more than two of your accounts: it belongs to a group of "
	    "companies" },
	[PSI_REJECT_OTHERS_DOMAIN] = { "others-domain",
	    "another of your accounts has a closer claim to this domain" },
	[PSI_REJECT_EQUAL_CLAIM] = { "equal-claim",
	    "on two of your accounts with different names, and nothing says "
	    "whose it is: neither has it" },
	[PSI_REJECT_DIRECTORY] = { "directory-ambiguous",
	    "its keys meet several entities of the directory" },
	[PSI_REJECT_GUEST] = { "guest",
	    "a page or a host below the domain of a company with another "
	    "name" },
	[PSI_REJECT_NAME_NOTE] = { "name-note",
	    "a note or a test in the name, which is shared with it" },
	[PSI_REJECT_QUESTION] = { "question-mark",
	    "a question mark inside a word, where a letter may be lost" },
	[PSI_REJECT_SEVERAL] = { "several-companies",
	    "another name and domain than the first row of this id has" },
	[PSI_REJECT_INACTIVE] = { "inactive",
	    "another column says that it is inactive or deleted" },
};

const char *
psi_reject_name(enum psi_reject reject)
{
	return reject < PSI_NUM_REJECTS ? rejects[reject].name : "";
}

const char *
psi_reject_text(enum psi_reject reject)
{
	return reject < PSI_NUM_REJECTS ? rejects[reject].text : "";
}

bool
psi_reject_is_note(enum psi_reject reject)
{
	return reject == PSI_REJECT_QUESTION || reject == PSI_REJECT_ALONE ||
	    reject == PSI_REJECT_AMOUNT || reject == PSI_REJECT_DATE ||
	    reject == PSI_REJECT_PADDED || reject == PSI_REJECT_NAME_NOTE ||
	    reject == PSI_REJECT_INACTIVE || reject == PSI_REJECT_SEVERAL;
}
