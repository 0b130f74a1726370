#include "terms/no_person.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

/* More letters than this has no text of the tables. */
#define FOLDED_MAX 64

/*
 * The project's own list: what CRM systems write, and what people type, in the
 * languages of the tables of columns. In small letters, without signs.
 */
static const char *const nobody[] = { "unassigned", "not assigned",
	"unassigned owner", "unassigned user", "no owner", "no account owner",
	"no company owner", "no contact owner", "no user", "no one", "noone",
	"nobody", "none", "unowned", "without owner", "owner missing",
	"missing owner", "no owner assigned", "unknown", "unknown user",
	"unknown owner", "null", "nil", "nan", "na", "n a", "n/a", "n.a",
	"not set", "not available", "not applicable", "tbd", "tba",
	"to be assigned", "to be determined", "to be defined", "vacant",
	"empty", "blank", "undefined", "deactivated user", "deleted user",
	"removed user", "former employee", "inactive user", "all users",
	"everyone", "default owner", "please select",
	/* German */
	"nicht zugewiesen", "nicht zugeordnet", "unzugewiesen",
	"nicht vergeben", "nicht besetzt", "unbesetzt", "niemand", "keiner",
	"kein", "keine", "kein besitzer", "kein inhaber",
	"kein verantwortlicher", "kein betreuer", "ohne", "ohne betreuer",
	"ohne besitzer", "ohne zuordnung", "ohne zuweisung", "unbekannt",
	"offen", "leer", "vakant", "wird noch zugewiesen", "k.a",
	"keine angabe",
	/* French */
	"non attribué", "non attribue", "non assigné", "non assigne",
	"non affecté", "non affecte", "aucun", "aucune", "personne",
	"aucun propriétaire", "aucun proprietaire", "pas de propriétaire",
	"sans propriétaire", "sans proprietaire", "inconnu", "à définir",
	"a définir", "à attribuer", "vide", "non renseigné",
	/* Spanish and Portuguese */
	"sin asignar", "no asignado", "no asignada", "sin propietario",
	"sin dueño", "sin responsable", "ninguno", "ninguna", "nadie",
	"desconocido", "por asignar", "por definir", "vacío", "no aplica",
	"não atribuído", "nao atribuido", "não atribuída", "sem proprietário",
	"sem proprietario", "sem responsável", "sem dono", "sem atribuição",
	"nenhum", "ninguém", "desconhecido", "a definir",
	/* Italian */
	"non assegnato", "non assegnata", "nessuno", "nessun proprietario",
	"senza proprietario", "da assegnare", "sconosciuto", "da definire",
	/* Dutch */
	"niet toegewezen", "niet toegekend", "geen", "geen eigenaar", "niemand",
	"zonder eigenaar", "onbekend", "nog toe te wijzen",
	/* Polish and Czech */
	"nieprzypisany", "nieprzypisane", "nie przypisano", "brak",
	"brak właściciela", "brak opiekuna", "nikt", "nieznany", "nepřiřazeno",
	"nepřiřazený", "bez vlastníka", "nikdo",
	/* Nordic */
	"ej tilldelad", "inte tilldelad", "otilldelad", "ingen", "ingen ägare",
	"saknas", "ikke tildelt", "ikke tilordnet", "ingen ejer", "ingen eier",
	"ei määritetty", "ei omistajaa",
	/* Turkish, Russian */
	"atanmamış", "atanmadı", "sahipsiz", "yok", "не назначен",
	"не назначено", "не назначена", "не указан", "не указано",
	"без ответственного", "нет", "нет ответственного", "никто",
	"неизвестно",
	/* Japanese, Chinese, Korean */
	"未割り当て", "未割当", "未割当て", "担当者なし", "担当なし", "未定",
	"未設定", "なし", "該当なし", "未分配", "未指派", "未分派", "无", "無",
	"无负责人", "未指定", "未設置", "미할당", "미지정", "할당되지 않음",
	"없음", "담당자 없음",
	/* Programs */
	"system", "system user", "systemuser", "automated process",
	"automatic process", "integration", "integration user", "api",
	"api user", "data migration", "migration user", "crm system",
	"platform integration user", "data integration user", "noreply",
	"no-reply", "donotreply", "do-not-reply", "do not reply" };

/* A queue holds what nobody has taken yet: as a word at either end. */
static const char *const queues[] = { "queue", "warteschlange", "eingangskorb",
	"wachtrij", "kolejka", "очередь", "キュー" };

/* At the beginning, of a place for what nobody has taken. */
static const char *const places[] = { "file d'attente", "file d’attente",
	"cola de ", "fila de ", "coda di ", "unassigned ", "unassigned-",
	"nicht zugewiesen", "nicht zugeordnet", "sin asignar", "non assigné",
	"non attribué" };

struct folded {
	char text[FOLDED_MAX];
	size_t len;
};

/* The small letter of two bytes of UTF-8: of U+00C0 to U+00DE, and of Cyrillic. */
static void
lower_two(char *two)
{
	uint8_t first = (uint8_t)two[0];
	uint8_t second = (uint8_t)two[1];

	if (first == 0xc3 && second >= 0x80 && second <= 0x9e)
		two[1] = (char)(second + 0x20);
	else if (first == 0xd0 && second >= 0x90 && second <= 0x9f)
		two[1] = (char)(second + 0x20);
	else if (first == 0xd0 && second >= 0xa0 && second <= 0xaf) {
		two[0] = (char)0xd1;
		two[1] = (char)(second - 0x20);
	}
}

static bool
is_sign(char c)
{
	return (uint8_t)c <= ' ' ||
	    (c != '\0' && strchr("()[]{}<>-_*.,:;!?#\"'|/\\=~+", c) != NULL);
}

/* Small letters, without signs around, one blank for each run of blanks and `_`.
 * False for what is too long for any text of the tables. */
static bool
fold(struct folded *out, const char *text, size_t len)
{
	while (len > 0 && is_sign(*text)) {
		text++;
		len--;
	}
	while (len > 0 && is_sign(text[len - 1]))
		len--;
	out->len = 0;
	if (len >= sizeof out->text)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = psi_ascii_is_blank(text[i]) || text[i] == '_'
		    ? ' '
		    : psi_ascii_lower(text[i]);

		if (c != ' ' || out->text[out->len - 1] != ' ')
			out->text[out->len++] = c;
		if (i > 0 && ((uint8_t)text[i] & 0xc0) == 0x80 &&
		    ((uint8_t)text[i - 1] & 0xe0) == 0xc0)
			lower_two(out->text + out->len - 2);
	}
	return true;
}

static bool
begins(const struct folded *in, const char *text)
{
	size_t len = strlen(text);

	/* Public to its owner: a cell of a list of one's own. */
	return in->len >= len && memcmp(in->text, text, len) == 0;
}

/* Is this word the first or the last one? */
static bool
has_at_end(const struct folded *in, const char *word)
{
	size_t len = strlen(word);
	const char *last;

	if (in->len < len)
		return false;
	last = in->text + in->len - len;
	return (begins(in, word) &&
		   (in->len == len || is_sign(in->text[len]))) ||
	    (memcmp(last, word, len) == 0 &&
		(last == in->text || is_sign(last[-1]) ||
		    (uint8_t)*word >= 0x80));
}

bool
psi_is_no_person(const char *text, size_t len)
{
	const char *at;
	struct folded in;

	if (len == 0)
		return true;
	/* Of an address what is in front of the host. */
	if ((at = memchr(text, '@', len)) != NULL)
		len = (size_t)(at - text);
	if (!fold(&in, text, len))
		return false;
	if (in.len == 0 || (in.len == 1 && in.text[0] == '0'))
		return true;
	for (size_t i = 0; i < sizeof nobody / sizeof nobody[0]; i++)
		if (begins(&in, nobody[i]) && strlen(nobody[i]) == in.len)
			return true;
	for (size_t i = 0; i < sizeof queues / sizeof queues[0]; i++)
		if (has_at_end(&in, queues[i]))
			return true;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (begins(&in, places[i]))
			return true;
	return false;
}
