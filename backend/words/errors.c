/* Codes of errors (base/codes.def) in words, for caducactl and the console; the backend speaks codes only.
 * A table of sentences: each may have {names} where the error's arguments go, and of the sentences of one
 * code the first is used whose names are all among the arguments, so the same code can say more when
 * more is known. "bad-argument" has a second table, by field and reason.
 *
 * Tests walk both tables against codes.def: a code without a sentence does not pass. What cannot be put
 * into words all the same, such as the code of a newer backend, is shown as it came: a clumsy truth is
 * better than silence. Values of arguments come from strangers too and are cleaned as they are filled in. */
#include "words/words.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "words/errors_jira.h"
#include "words/holes.h"

struct sentence {
	const char *code, *text;
};

static const struct sentence sentences[] = {
    /* of a request */
    {"duplicate", N_("'{name}' (number {id}) watches that host, port, protocol and SNI already.")},
    {"duplicate", N_("That host, port, protocol and SNI are watched already.")},
    {"conflict", N_("Somebody changed it meanwhile: look at it again, then repeat the change.")},
    {"not-found", N_("There is no monitor {id}.")},
    {"not-found", N_("There is no monitor '{name}'.")},
    {"not-found", N_("'{path}' is not there.")},
    {"not-found", N_("It is not there: {text}")},
    {"not-found", N_("It is not there.")},
    {"ambiguous", N_("'{name}' is more than one monitor: {candidates}. Say which by its number.")},
    {"repeated", N_("An earlier line of the file names the same monitor.")},
    {"no-import", N_("No such import is under way: it is whole, or was taken back.")},
    {"unknown-operation",
	N_("The backend does not know '{name}': it is older than this program. Restart it.")},
    {"not-allowed",
	N_("That needs the right of {right}, which the group {groups} gives: ask whoever "
	   "administers Caduca to put you in it.")},
    {"not-allowed", N_("That needs the right of {right}, which you do not have: ask whoever "
		       "administers Caduca for it.")},
    {"read-only-console", N_("This console only reads: nothing can be changed in it.")},
    {"readonly-unknown", N_("The backend is older than this program and knows no console that only "
			    "reads: restart it.")},
    {"bad-request", N_("The backend did not understand the request: {text}")},
    {"bad-request", N_("The backend did not understand the request.")},
    {"too-many-requests",
	N_("Too many requests of this program are being answered: wait for one to end.")},
    {"too-many-open", N_("You have {most} of these under way already: wait for one to end.")},
    {"answer-too-long", N_("The answer does not fit a message: it is longer than {most} bytes.")},
    {"service-exists", N_("There is a service '{name}' already: number {id}.")},
    {"service-exists", N_("There is a service '{name}' already.")},
    {"pattern-taken", N_("'{pattern}' belongs to the service '{name}' already.")},
    {"no-service", N_("There is no service {id}.")},
    {"no-service", N_("There is no service '{name}'.")},
    {"no-head", N_("'{name}' is the head of no service.")},
    {"no-renewal", N_("There is no renewal {id} open.")},
    {"not-measured", N_("Five closed renewals of that kind are needed to measure a lead.")},
    {"no-finding", N_("No change of '{name}' is open.")},
    {"to-acknowledge", N_("A change is not accepted but acknowledged: {problem}.")},
    {"no-problem", N_("'{name}' has not that problem now: {problem}.")},
    {"not-acceptable", N_("That raises no attention, so there is nothing to accept: {problem}.")},
    {"not-accepted", N_("That problem of '{name}' is not accepted: {problem}.")},
    {"no-step", N_("The renewal has no step '{name}'.")},
    {"no-procedure", N_("There is no procedure '{name}'.")},
    {"renewal-open", N_("'{name}' is in renewal {id} already.")},
    {"broken-procedure", N_("The procedure has mistakes: {text}")},
    {"bad-renewal", N_("The renewal cannot be read: {text}")},
    {"missing-pin", N_("The renewal cannot be read: {text}")},
    {"missing-value", N_("A text needs what is not known yet: {name}.")},
    {"bad-value", N_("What {name} is would end the block of the text that it stands in.")},
    {"bad-template", N_("A text cannot be filled in: {text}")},
    {"unknown-act", N_("Nothing of that name can be done to a renewal: {name}")},
    {"bad-state", N_("That cannot be done to the step or the renewal as it is now.")},
    {"not-ready", N_("Something comes before it: {steps}")},
    {"not-ready", N_("A choice is to be made first.")},
    {"reason-needed", N_("A reason is needed.")},
    {"no-ticket", N_("There is no ticket {id}.")},
    {"no-ticket", N_("No ticket '{key}' is known.")},
    {"unknown-ticket", N_("{key} is not known here yet. To take it in, say so (--yes).")},
    {"ticket-in-use",
	N_("{key} is a ticket of renewal {renewal} already ({role}). If it is for this "
	   "too, say so (--yes).")},
    {"ticket-in-use", N_("{key} is for something else already ({role}). If it is for this too, say "
			 "so (--yes).")},
    {"other-issue",
	N_("Jira has another ticket under {key} now: its number there is {number}, and was "
	   "{known}. Nothing of it was read. If it is the same one, as when Jira was moved to "
	   "another machine, ask for it again and say so (--yes).")},
    {"unknown-person", N_("Nobody here is known as {login}. If it is for that person all the same, "
			  "say so (--yes).")},
    {"becomes-one", N_("{to} is known already, as a ticket of its own: {key} would become that "
		       "one. If they are "
		       "one, say so (--yes).")},
    {"held-by-step", N_("{key} is the ticket of the step {step}: it is changed there.")},
    {"linked-already", N_("{key} is linked so already.")},
    {"not-linked", N_("{key} is not linked so.")},
    {"request-exists", N_("{login} asks Jira for the ticket of {step} already: request {id}. Look "
			  "at how it goes.")},
    {"request-exists", N_("Jira is asked for the ticket of {step} already.")},
    {"no-request", N_("There is no request {id}.")},
    {"ticket-used", N_("{key} is the ticket of {step} already: this one is a new ticket.")},
    {"ticket-used",
	N_("{key} is the ticket that asked for the renewal: this one is a new ticket.")},
    {"other-project", N_("{key} is not a ticket of {project}. If it is the one, say so (--yes).")},
    {"notes-full",
	N_("The notes of a step hold {most} bytes, and this one does not fit beside those that "
	   "there are: shorten it, or write it on the ticket.")},
    {"not-ticked", N_("Not all of it is ticked yet.")},
    {"check-failed", N_("A check did not pass.")},
    {"critical-check", N_("A check that cannot be left out did not pass.")},
    {"digest-differs", N_("It is another file or certificate: the digests differ.")},
    {"not-verified", N_("It cannot be verified yet: the new certificate is not known, or the "
			"installation was not asked for.")},
    {"open-steps", N_("These steps are not done: {steps}")},
    {"already-begun", N_("Something was done in it ({steps}): undo that first, or end it as its "
			 "steps have it.")},
    {"closed", N_("The renewal is closed.")},
    {"nothing-to-undo", N_("There is nothing to undo.")},
    {"changed-since", N_("{login} changed it since: it stays.")},
    {"changed-since", N_("It was changed since, and cannot be undone.")},
    {"nothing-waits", N_("Nothing in it waits for anybody; view 3 can pause it until a day.")},
    {"later-already", N_("It is looked at on that day or later already.")},
    {"own-database", N_("That file is the database itself: choose another.")},
    {"not-a-file", N_("It is not a regular file: {text}")},
    {"not-a-file", N_("It is not a regular file.")},
    {"not-a-folder", N_("It is not a folder: {text}")},
    {"nif-shape", N_("That is no NIF: eight digits and a letter, or a NIE.")},
    {"nif-letter", N_("The letter of the NIF does not fit its digits: one of them is mistyped.")},
    /* of the store */
    {"disk-full",
	N_("The disk of '{folder}' is full: nothing is lost. With room there Caduca can start.")},
    {"disk-full", N_("'{path}' was not written: its disk is full.")},
    {"disk-full",
	N_("The disk is full: nothing is lost, and until there is room nothing can change.")},
    {"read-only", N_("Caduca cannot write in '{folder}', and so cannot start: let its owner write "
		     "there, and see that the disk takes writing.")},
    {"read-only", N_("'{path}' was not written: its disk takes no writing.")},
    {"read-only", N_("The place of the database cannot be written: nothing can be changed.")},
    {"exists", N_("There is something of that name already: {text}")},
    {"has-log", N_("This is the file of a database, not a backup: its log stands beside it. Make a "
		   "backup with 'caducactl backup'. {text}")},
    {"denied", N_("'{path}': you have no permission for that.")},
    {"denied", N_("Permission denied: {text}")},
    {"denied", N_("Permission denied.")},
    {"io", N_("The system reported an error: {text}")},
    {"io", N_("The system reported an error when reading or writing.")},
    {"no-descriptors",
	N_("No more files can be opened: let some connections end, or raise the limit "
	   "(LimitNOFILE, ulimit -n). {text}")},
    {"newer-database",
	N_("The database is of a newer version of Caduca: update this program. {text}")},
    {"upgrade-failed", N_("The database could not be brought up to date, and is as it was: the "
			  "version of Caduca of before opens it. {text}")},
    {"corrupt-database", N_("The database is damaged: restore the last backup. {text}")},
    {"corrupt-database", N_("The database is damaged: restore the last backup.")},
    {"not-a-database", N_("That file is no database of Caduca: {text}")},
    {"corrupt-trail", N_("The audit trail was altered: {text}")},
    {"corrupt-trail", N_("The audit trail was altered: compare the database with its backups.")},
    {"unrecorded",
	N_("Nothing was changed: the change ({name}) had no line in the audit trail, which is a "
	   "fault of Caduca. Tell whoever keeps Caduca what you were doing, with the log of the "
	   "backend.")},
    {"no-workers", N_("No host is looked at: no probe worker starts ({text}).")},
    {"no-workers", N_("No host is looked at: no probe worker starts.")},
    {"directory-silent", N_("The system does not say who is in which group: nobody new comes in.")},
    {"clock-behind", N_("The clock was set back: what is written now bears earlier times.")},
    {"locked", N_("Another backend has the database open: {text}")},
    {"no-backup-folder",
	N_("The settings name no folder for backups: name a file, or set 'backup'.")},
    {"backup-unwritable", N_("The backup could not be written: {text}")},
    {"backup-no-room",
	N_("A backup begins with a copy of the database, of {needed} MB. Neither {folder} "
	   "({free} MB free) nor {spare} ({spare_free} MB free, where twice that is needed) has "
	   "room "
	   "for it: make room in one of them.")},
    {"backup-no-room",
	N_("A backup begins with a copy of the database, of {needed} MB, and {folder} "
	   "has no room for it ({free} MB free): make room there.")},
    {"backup-damaged", N_("The backup that was made is not whole: {text}")},
    {"backup-silent", N_("The disk of the backups does not answer: {text}")},
    {"remote-filesystem", N_("The database cannot be on a network file system: {text}")},
    /* of the connection */
    {"no-backend", N_("The backend does not answer: {text}")},
    {"no-answer", N_("The backend is there, and does not answer: {text}")},
    {"endless-answer", N_("The backend does not come to an end with its answer.")},
    {"no-team-backend", N_("The team's backend does not answer: {text}. Whoever administers this "
			   "machine can start it; with '--personal' you have one of your own.")},
    {"cannot-start",
	N_("The backend ended while it was starting. The last lines of its log say why: "
	   "'{log}'.")},
    {"cannot-start", N_("The backend could not be started: {text}")},
    {"connection-lost", N_("The connection with the backend was lost.")},
    {"answer-lost", N_("The connection was lost before the answer: nobody knows whether it was "
		       "done. Look before you do it again.")},
    {"not-ours", N_("It belongs to somebody else and was not used: {text}")},
    {"path-too-long", N_("The path of the socket is too long: {text}")},
    {"wrong-protocol", N_("The backend is newer, of version {newer}: update this program.")},
    {"wrong-protocol", N_("The backend is older, of version {older}: update it, or start it again "
			  "if it was updated.")},
    {"wrong-protocol", N_("This program and the backend are of different versions: {text}")},
    {"wrong-protocol", N_("This program and the backend are of different versions: update or "
			  "restart the older one.")},
    {"personal-backend",
	N_("The backend there is {login}'s own and lets in nobody else: with '--personal' you open "
	   "yours, and a team shares one that is started with 'caducad --team'.")},
    {"no-right", N_("'{login}' is in none of the groups that may use this backend ({groups}): ask "
		    "whoever administers this machine to put you in one of them.")},
    {"who-is-there", N_("Several people share the account {login}: say who you are (--as NAME).")},
    {"not-shared", N_("{login} is one person's account: no other name is declared there.")},
    {"bad-declared-name",
	N_("'{name}' is no name: one word, of 32 bytes at most, without a '/', and not "
	   "that of the account.")},
    {"no-identity", N_("The system does not say who uid {uid} is: its directory of users (LDAP, "
		       "SSSD) does not answer.")},
    {"too-many-connections",
	N_("You have {most} connections with the backend: end some of those programs.")},
    {"no-hello", N_("The backend was spoken to before the greeting.")},
    {"line-too-long", N_("A message was too long: more than {most} bytes.")},
    {"line-too-long", N_("A message was too long.")},
    {"bad-json", N_("A message could not be understood: {text}")},
    {"too-deep", N_("A message could not be understood: it is nested too deep.")},
    /* of spreadsheets */
    {"list-xls", N_("The file is a spreadsheet of Excel 97 (.xls): save it as .xlsx or as CSV.")},
    {"list-xlsb",
	N_("The file is a binary spreadsheet of Excel (.xlsb): save it as .xlsx or as CSV.")},
    {"list-ods",
	N_("The file is a spreadsheet of LibreOffice (.ods): save it as .xlsx or as CSV.")},
    {"list-html", N_("The file is a web page, whatever its name: save it as .xlsx or as CSV.")},
    {"list-xml", N_("The file is an XML document, as of Excel 2003: save it as .xlsx or as CSV.")},
    {"list-encrypted", N_("The spreadsheet has a password: save it without one.")},
    /* of mail */
    {"no-mail", N_("To send it the setting {name} is needed: see caduca.conf(5).")},
    {"bad-mail-url", N_("'{value}' is no mail server: it is smtp://host or smtps://host, with a "
			"port where need be, and no user or password in it.")},
    {"bad-mail-address", N_("'{value}' is no address that mail can be sent to.")},
    {"bad-credentials", N_("The file for the mail server has the user in one line, the password in "
			   "the next, and nothing else.")},
    {"mail-unreachable", N_("The mail server was not reached: {text}")},
    {"mail-tls",
	N_("The mail server's TLS is not to be trusted, so nothing was sent to it: {text}")},
    {"mail-no-tls", N_("The mail server offers no TLS, so nothing was sent to it.")},
    {"mail-login", N_("The mail server does not accept the user and the password: {reply}")},
    {"mail-login", N_("The mail server does not accept the user and the password.")},
    {"mail-refused", N_("The mail server refuses it: {reply}")},
    {"mail-refused", N_("The mail server refuses it.")},
    {"mail-timeout", N_("The mail server took too long, and nothing was sent: {text}")},
    {"mail-uncertain", N_("The mail server did not say whether it took the message: {text}")},
    {"mail-uncertain", N_("The mail server did not say whether it took the message.")},
    {"child-ended", N_("A child ended before it answered.")},
    {"list-bomb", N_("The spreadsheet unpacks to more than a list may be.")},
    {"list-damaged", N_("The file is damaged, or not a spreadsheet: save it as CSV.")},
    {"list-not-workbook",
	N_("The file is a ZIP, but not a spreadsheet: save it as .xlsx or as CSV.")},
    {"list-no-sheet", N_("No sheet of it has a column with the hosts.")},
    {"csv-empty", N_("The file has no rows.")},
    {"csv-binary", N_("The file is not text: save it as CSV.")},
    {"csv-spreadsheet", N_("The file is a spreadsheet: save it as CSV.")},
    {"csv-no-host", N_("No column has the hosts: the first row must have the names of the columns, "
		       "one of them 'host'.")},
    {"csv-repeated-column", N_("Two columns are called '{value}'.")},
    {"csv-too-large", N_("The file is too large: at most {most} MB.")},
    {"csv-quote", N_("A quote opened on this line is never closed.")},
    {"csv-many-cells", N_("The row has more cells than there are columns.")},
    {"csv-line-too-long", N_("The row is too long.")},
    /* of filters and orders */
    {"filter-field", N_("Character {at}: there is no field '{word}'. There are: {values}.")},
    {"filter-not-here",
	N_("Character {at}: what is listed here has no field '{word}'. It has: {values}.")},
    {"filter-urgency", N_("Character {at}: '{word}' is no urgency. There are: {values}.")},
    {"filter-outcome",
	N_("Character {at}: '{word}' is no outcome of a probe. There are: {values}.")},
    {"filter-problem", N_("Character {at}: '{word}' is no problem. There are: {values}.")},
    {"filter-change", N_("Character {at}: '{word}' is no kind of change. There are: {values}.")},
    {"filter-attention", N_("Character {at}: '{word}' is no attention. There are: {values}.")},
    {"filter-renewal",
	N_("Character {at}: '{word}' is no renewal: a number, open, paused, closed or none.")},
    {"filter-number", N_("Character {at}: '{word}' is not a number.")},
    {"filter-day", N_("Character {at}: '{word}' is no day, as 30/11/2026, nor from one to another, "
		      "as 30/11/2026-06/12/2026 or 30/11/2026-.")},
    {"filter-operator", N_("Character {at}: the field '{word}' cannot be compared so.")},
    {"filter-many", N_("Character {at}: too many fields to sort by: '{word}' is one too many.")},
    {"filter-quote", N_("Character {at}: the quote that opens here is not closed.")},
    {"filter-empty", N_("Character {at}: something is missing after the sign.")},
    {"filter-long",
	N_("Character {at}: with '{word}' the filter has more than a thousand values, those "
	   "of the filters that it names too.")},
    {"filter-saved", N_("Character {at}: no filter is saved as '{word}'.")},
    {"filter-saved-broken",
	N_("Character {at}: the filter that is saved as '{word}' cannot be used here.")},
    /* of documents (pki/document.h) and of their gates (pki/gates.h): whoever made the document reads these too */
    {"is-folder", N_("It is a folder, not a file.")},
    {"is-fifo", N_("It is a pipe, not a file.")},
    {"is-socket", N_("It is a socket, not a file.")},
    {"is-device", N_("It is a device, not a file.")},
    {"is-empty", N_("The file is empty.")},
    {"is-too-large", N_("The file is too large to be a CSR, a key or a certificate.")},
    {"is-database", N_("The file is a database, not a document.")},
    {"is-html", N_("The file is a web page saved under another name: the download surely asked for "
		   "a login.")},
    {"is-zip", N_("The file is a ZIP: take out what is in it.")},
    {"is-mail", N_("The file is a mail saved by Outlook: take the attachment out of it.")},
    {"scan-too-deep",
	N_("'{text}' is too many folders down: nothing was imported. Name a folder nearer "
	   "to the files.")},
    {"scan-too-many",
	N_("There is too much in it (more than {text}): nothing was imported. Name a folder with "
	   "less.")},
    {"is-keystore",
	N_("The file is a Java keystore (JKS or JCEKS), which is not read. Make a PKCS#12 of it: "
	   "keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype "
	   "pkcs12")},
    {"not-a-document", N_("The file holds no CSR, no key and no certificate.")},
    {"is-damaged", N_("It was changed on its way: line {line} has '{character}', which is no part "
		      "of base64.")},
    {"is-damaged", N_("It was cut: what begins in line {line}, {unended}, has no END line.")},
    {"is-damaged",
	N_("It was cut or changed on its way: of what begins in line {line}, {short}, some "
	   "characters are missing.")},
    {"is-damaged",
	N_("It was cut or changed on its way: what begins in line {line}, {content}, cannot be "
	   "read.")},
    {"is-damaged",
	N_("The file begins like a CSR, a key or a certificate, but it is damaged or cut.")},
    {"holds-other",
	N_("What the file holds is {text}: it is no CSR, no private key and no certificate.")},
    {"holds-csr", N_("The file holds a CSR, which is not what is needed here.")},
    {"holds-key", N_("The file holds a private key, which is not what is needed here.")},
    {"holds-certificate", N_("The file holds a certificate, which is not what is needed here.")},
    {"leaf-by-key",
	N_("The file holds {count} certificates that are no CA's: the one of the key counts.")},
    {"leaf-by-age",
	N_("The file holds {count} certificates that are no CA's: the newest one counts.")},
    {"leaf-by-order", N_("The file holds {count} certificates that are no CA's, and nothing says "
			 "which is meant: the first one counts.")},
    {"key-damaged",
	N_("The private key is damaged: its private half is not that of its public half.")},
    {"key-encrypted", N_("The private key has a password of its own: it is needed without one.")},
    {"p12-password-needed", N_("It opens with a password, and none was given.")},
    {"p12-password-wrong", N_("That is not its password.")},
    {"p12-two-passwords",
	N_("It has more than one password: part of it opens with this one, and part "
	   "does not. Ask for one that has a single password.")},
    {"p12-mac-differs",
	N_("What is in it opens with this password, but its seal (MAC) does not verify: "
	   "that has another password, or the file was altered.")},
    {"p12-algorithm", N_("It is encrypted in a way that is not supported here: {text}.")},
    {"p12-algorithm", N_("It is encrypted in a way that is not supported here.")},
    {"p12-iterations",
	N_("It would take {text} rounds to open, as no real file does: it was not tried.")},
    {"p12-damaged", N_("The PKCS#12 is damaged.")},
    {"bad-password", N_("The password is too long, or has a character that it cannot have.")},
    {"bad-subject", N_("The value of {text} is too long or not allowed in a certificate.")},
    {"bad-bits", N_("A key of {text} bits is not made: it must have from 2048 to 8192.")},
    {"cannot-make", N_("The key and the CSR could not be made.")},
    {"inspect-crashed", N_("The process that reads the file ended without an answer: the file is "
			   "not to be trusted.")},
    {"inspect-timeout", N_("Reading the file took too long, and was given up.")},
    {"cancelled", N_("It was given up.")},
    {"busy", N_("Too many files are being read at this moment: try again.")},
    {"no-endpoint", N_("'{name}' watches no host that could be probed.")},
    {"not-a-file-monitor", N_("'{name}' is looked at where it is served: only a monitor of type "
			      "file is given its certificate.")},
    {"no-certificate", N_("The file holds no certificate.")},
    {"only-ca",
	N_("The file holds a CA's certificate alone, {name}: choose the one that it issued.")},
    {"not-a-file-step", N_("The step '{name}' takes no file.")},
    {"csr-signature-bad", N_("The CSR's own signature does not verify: it was damaged or altered, "
			     "and must be made again.")},
    {"csr-no-domain", N_("The CSR has no Common Name: it should be '{asked}'.")},
    {"csr-other-domain", N_("The Common Name of the CSR is '{is}' and should be '{asked}'.")},
    {"csr-key-not-rsa",
	N_("The key of the CSR is {is} and should be RSA of at least {asked} bits.")},
    {"csr-key-small", N_("The key of the CSR is {is} and should have at least {asked} bits.")},
    {"csr-field-absent", N_("The CSR has no {attribute}: it should be '{asked}'.")},
    {"csr-field-differs", N_("{attribute} of the CSR is '{is}' and should be '{asked}'.")},
    {"csr-too-long", N_("{attribute} of the CSR has more than {most} characters, and no CA accepts "
			"that: '{is}'.")},
    {"csr-two-capitals",
	N_("{attribute} of the CSR is '{is}' and must be two capital letters, as in ES.")},
    {"csr-ascii",
	N_("{attribute} of the CSR has letters that it cannot have in a certificate: '{is}'.")},
    {"csr-absent-sans", N_("The CSR lacks names that were asked for: {names}.")},
    {"csr-surprise-sans", N_("The CSR asks for names that were not asked for: {names}.")},
    {"csr-digest-weak", N_("It is signed with {is}: a CA may refuse so old a digest.")},
    {"csr-version-unknown", N_("Its version has the number {is}, where only 0 (version 1) exists: "
			       "a CA may refuse it.")},
    {"csr-extensions-twice", N_("It asks for extensions in more than one place: only the first was "
				"looked at, and a CA may read another one.")},
    {"csr-not-alone", N_("The file holds {count} CSRs: only the first was looked at, and a CA may "
			 "read another one.")},
    {"key-of-another-csr", N_("The private key is not that of the CSR.")},
    {"key-readable-by-others", N_("Others can read the file of the key (mode {mode}).")},
    {"key-used-before", N_("This key was used for an earlier certificate: a new one is needed.")},
    {"certificate-of-another-csr",
	N_("The certificate is for another CSR: its public key is not the one of this renewal.")},
    {"certificate-of-another-key", N_("The certificate is for another private key.")},
    {"certificate-no-sans",
	N_("The certificate has no name or address as a subjectAltName: no browser accepts it for "
	   "'{asked}', whatever its CN says.")},
    {"certificate-other-domain", N_("The certificate is not good for '{asked}', but for: {is}.")},
    {"certificate-no-date", N_("The date at which the certificate expires cannot be read.")},
    {"certificate-expired", N_("The certificate expired on {not_after}.")},
    {"certificate-not-yet-valid", N_("The certificate is only valid from {not_before} on: it must "
				     "not be installed earlier.")},
    {"certificate-not-later", N_("The certificate expires on {not_after}, no later than the one in "
				 "use now ({served_not_after}).")},
    {"certificate-in-use", N_("It is the certificate that is in use now.")},
    {"certificate-names-lost",
	N_("Names of the present certificate that the new one lacks: {names}.")},
    {"certificate-other-issuer",
	N_("The certificate was issued by {is}, and it should be {asked}.")},
    {"chain-incomplete", N_("The chain is incomplete: the certificate of {is} is missing.")},
    {"chain-incomplete", N_("The chain is incomplete.")},
    {"chain-other-purpose",
	N_("An authority known here issued it, {is}, but not for servers: it, or one above it, is "
	   "limited to other uses (extended key usage).")},
    {"chain-refused",
	N_("An authority known here issued it, {is}, but the chain up to it is not accepted: "
	   "'caducactl inspect' says why.")},
    {"chain-untrusted",
	N_("The chain does not lead to a CA that is trusted here: the issuer is {is}.")},
    {"chain-wrong-order", N_("The certificates stand in another order than they are served in: the "
			     "one that was asked for must be installed first.")},
    {"client-auth-lost", N_("The present certificate also identifies the service as a client "
			    "(clientAuth), and the new one does not.")},
    {"not-a-p12", N_("The file is no PKCS#12.")},
    {"p12-no-key", N_("The PKCS#12 has no private key in it.")},
    {"p12-no-certificate", N_("The PKCS#12 has no certificate in it.")},
    {"p12-mismatch",
	N_("The private key and the certificate in the PKCS#12 do not belong together.")},
    {"p12-subject", N_("{is}, from {not_before} to {not_after}.")},
    {"p12-first",
	N_("No certificate is known that it replaces, so a person has to say that it is the "
	   "one: {is}; issued by {issuer}; serial {serial}; names: {names}; for {uses}; "
	   "from {not_before} to {not_after}.")},
    {"p12-identity-differs",
	N_("It is somebody else's: {attribute} is '{is}', and in the certificate "
	   "in use '{asked}'.")},
    {"p12-identity-absent", N_("It does not say whose it is: it has no {attribute}, which is "
			       "'{asked}' in the certificate in use.")},
    {"p12-not-in-old", N_("The certificate in use does not have it.")},
    {"p12-no-kind", N_("The list does not say of which kind it has to be, or how that is told.")},
    {"p12-kind-untold", N_("The certificate does not say of which kind it is.")},
    {"p12-for-web", N_("It is a server's (QcType web), and the list has {asked}.")},
    {"p12-for-software", N_("It is for signing code, and the list has {asked}.")},
    {"p12-for-seal", N_("It is an electronic seal (QcType eseal), and the list has {asked}.")},
    {"p12-for-person", N_("It is a person's (QcType esign), and the list has {asked}.")},
    {"p12-subject-differs",
	N_("The subject is '{is}', and that of the certificate in use '{asked}'.")},
    {"p12-issuer-differs", N_("It was issued by {is}, and the certificate in use by {asked}.")},
    {"p12-uses-differ", N_("It is for {is}, and the certificate in use for {asked}.")},
    {"nothing-asked", N_("Nothing was said to compare it with.")},
    {"not-declared", N_("The procedure does not say what to compare it with: correct it "
			"(caducactl procedure check), and begin the renewal anew.")},
    {"not-read", N_("It could not be looked at.")},
    {"no-csr", N_("There is no CSR or key to compare it with.")},
    {"no-file", N_("It did not come as a file.")},
    {"no-earlier", N_("No earlier key is known.")},
    {"no-served", N_("No certificate is in use now.")},
    {"not-judged", N_("The chain was not looked at.")},
    {"no-client-auth", N_("The present certificate is not for clients either.")},
    /* of the files role (files/archive.h) */
    {"source-missing", N_("The file is not where it was any more: give it again.")},
    {"source-pasted", N_("It was pasted, so there is no file to copy: put it there by hand.")},
    {"source-denied", N_("You may not read the file.")},
    {"source-differs", N_("The file changed since it was checked: give it again.")},
    {"archive-no-root", N_("The folder of the archive is not there: {text}")},
    {"archive-not-mounted", N_("The share of the archive is not mounted: {text} is empty.")},
    {"archive-name", N_("A name there cannot be so: {text}")},
    {"archive-reserved", N_("Windows keeps that name for a device (CON, AUX, NUL, COM1…), and "
			    "could not open it: {text}")},
    {"archive-not-a-folder", N_("In the way to the folder something is no folder: {text}")},
    {"archive-exists", N_("Another file of that name is there, and was not touched: {text}")},
    {"archive-busy", N_("Somebody is archiving the same file right now.")},
    {"archive-denied", N_("You may not write there: {text}")},
    {"archive-read-only", N_("The share is read-only: {text}")},
    {"archive-full", N_("The share is full: nothing of the file was left there.")},
    {"archive-lost", N_("The share was lost half-way: look again when it is back.")},
    {"archive-differs", N_("What was read back is not what was written: it was taken away again.")},
    {"export-lost", N_("The process that makes the file ended, or does not answer: try again.")},
    {"files-lost", N_("The process that reads the files ended: try again.")},
    {"files-silent",
	N_("The file or its folder does not answer (a share that is gone?): it was given up.")},
    {"bad-name", N_("The name of the file has characters that cannot be told.")},
    /* of this program */
    {"not-a-terminal", N_("The console needs a terminal.")},
    {"no-such-terminal", N_("The terminal '{text}' is not known here.")},
    {"no-such-terminal", N_("The type of terminal is not known here.")},
    {"too-large", N_("It is too large: {text}")},
};

/* What is wrong with a field of a monitor; an entry with a field is for that field alone. */
static const struct {
	const char *reason, *field, *text;
} reasons[] = {
    {"empty", NULL, N_("{field}: it cannot be empty.")},
    {"separator", NULL, N_("{field}: '{value}' has a comma, a ';' or a '|' in it.")},
    {"space", NULL, N_("{field}: '{value}' has a space in it.")},
    {"control", NULL, N_("{field}: '{value}' has characters that cannot be seen.")},
    {"not-a-name", "patterns", N_("{field}: '{value}' is neither a domain nor *. and a domain.")},
    {"not-a-host", NULL,
	N_("{field}: '{value}' is every host of a domain: name one of them, or add it as "
	   "planned.")},
    {"not-a-name", NULL, N_("{field}: '{value}' is neither the name of a host nor an address.")},
    {"not-an-address", NULL,
	N_("{field}: '{value}' is not an address, with a port and a name where they differ.")},
    {"not-a-ticket", NULL, N_("{field}: '{value}' is not the key of a ticket, such as SIS-904.")},
    {"not-a-date", NULL, N_("{field}: '{value}' is not a date that fits, such as 30/11/2026.")},
    {"not-a-year", NULL, N_("{field}: '{value}' is not a year of four digits.")},
    {"not-a-fingerprint", NULL,
	N_("{field}: '{value}' is no SHA-256 fingerprint: that has 64 digits, from 0 to 9 and from "
	   "A to F.")},
    {"pattern", NULL, N_("{field}: '{value}' has not the form that is asked for.")},
    {"not-a-mail", NULL, N_("{field}: '{value}' is not the address of a mailbox.")},
    {"too-long", NULL, N_("{field}: '{value}' is too long.")},
    {"range", "port", N_("{field}: '{value}' is not a number from 1 to 65535.")},
    {"range", "lead", N_("{field}: '{value}' is not a number of days from 0 to 3650.")},
    {"range", "until", N_("{field}: '{value}' is not a day from today on, within a year.")},
    {"range", NULL, N_("{field}: '{value}' is out of range.")},
    {"unknown", "kind", N_("{field}: '{value}' is not server, device, automatic or other.")},
    {"unknown", "protocol",
	N_("{field}: '{value}' is not a protocol that can be probed; there are tls, smtp, imap, "
	   "pop3, ftp, ldap, "
	   "postgres, mysql, xmpp and sieve.")},
    {"no-such-proxy", NULL,
	N_("{field}: there is no '{value}' in caduca.conf; there are: {known}.")},
    {"no-proxies", NULL, N_("{field}: there is no '{value}': caduca.conf names no proxies.")},
    {"no-such-kind", NULL,
	N_("{field}: '{value}' is not in the list of site.conf, which has: {known}.")},
    {"unknown", NULL, N_("{field}: '{value}' is not known.")},
    {"not-utf8", NULL, N_("{field}: the text is not UTF-8.")},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* As it stands after "the right of". */
static const char *const rights[] = {
    [RIGHT_READ] = N_("a reader"),
    [RIGHT_OPERATE] = N_("an operator"),
    [RIGHT_ADMINISTER] = N_("an administrator"),
};

_Static_assert(COUNT(rights) == RIGHT_COUNT, "every right has its word");

const char *
words_right(const char *text)
{
	int right = right_from(text);

	return right < 0 ? text : _(rights[right]);
}

static const char *
reason_sentence(const json_t *args)
{
	const char *field = string_of(args, "field");
	const char *reason = string_of(args, "reason");

	for (size_t i = 0; field && reason && i < COUNT(reasons); i++)
		if (!strcmp(reasons[i].reason, reason) &&
		    (!reasons[i].field || !strcmp(reasons[i].field, field)))
			return reasons[i].text;
	return NULL;
}

static const char *
sentence_of(const char *code, const json_t *args)
{
	const char *text = !strcmp(code, "bad-argument") ? reason_sentence(args) : NULL;

	for (size_t i = 0; !text && i < COUNT(sentences); i++)
		if (!strcmp(sentences[i].code, code) && holes_known(sentences[i].text, args))
			text = sentences[i].text;
	return text ? text : errors_jira_sentence(code, args, holes_known);
}

void
words_error(const char *code, const json_t *args, struct buf *out)
{
	const char *text = sentence_of(code ? code : "?", args);
	char *dump;

	if (text) {
		holes_fill(out, _(text), args);
		return;
	}
	dump = json_object_size(args) ? json_dumps(args, JSON_COMPACT) : NULL;
	buf_printf(out, _("It failed: %s"), code ? code : "?");
	if (dump) {
		buf_putc(out, ' ');
		text_clean(out, dump, strlen(dump));
	}
	free(dump);
}

void
words_error_beside(const char *code, const json_t *args, struct buf *out)
{
	static const char named[] = "{field}: ";
	const char *text = sentence_of(code ? code : "?", args);
	size_t start = out->len;

	text = text ? _(text) : "";
	if (strncmp(text, named, sizeof(named) - 1) != 0) {
		words_error(code, args, out);
		return;
	}
	holes_fill(out, text + sizeof(named) - 1, args);
	if (out->len > start && out->data[start] >= 'a' && out->data[start] <= 'z')
		out->data[start] = (char)(out->data[start] - 'a' + 'A');
}

void
words_err(const struct err *err, struct buf *out)
{
	json_t *args = err_args(err);

	words_error(err->code, args, out);
	json_decref(args);
}

void
words_left_out(const char *name, const char *why, struct buf *out)
{
	/* TRANSLATORS: a thing that was left out, and why, a sentence or a few words. */
	buf_printf(out, _("Not %s: %s"), name, why);
	if (!strchr(".?!", out->data[out->len - 1]))
		buf_putc(out, '.');
}

const char *
words_notice(const char *code)
{
	if (code && !strcmp(code, "terminal-fallback"))
		return _(
		    "The type of this terminal is not known here: it is drawn as xterm-256color.");
	return code ? code : "";
}

void
words_complaint(const json_t *complaint, struct buf *out)
{
	const char *place = text_of(complaint, "place"), *message = text_of(complaint, "message");

	if (*place)
		buf_printf(out, "%s: ", place);
	holes_fill(out, *message ? _(message) : "", json_object_get(complaint, "args"));
}
