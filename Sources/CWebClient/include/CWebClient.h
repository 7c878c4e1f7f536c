#ifndef CWEBCLIENT_H
#define CWEBCLIENT_H

#include <stddef.h>
#include <stdint.h>

/// An address as the system's resolver gives it: 4 or 16 bytes in network order.
typedef struct {
    uint8_t bytes[16];
    int count;
} web_address;

/// One request. Texts end with a zero byte.
typedef struct {
    const char *method;
    const char *url;
    const char *const *headers;
    size_t header_count;
    /// NULL where the request has no body.
    const void *body;
    size_t body_count;
    /// `host:port:address,address`: what the name means, so that nobody is asked again.
    const char *pinned;
    /// The only addresses that a connection is opened to.
    const web_address *addresses;
    size_t address_count;
    long connect_milliseconds;
    long milliseconds;
    size_t maximum_bytes;
} web_request;

/// How an exchange ended.
enum web_ending {
    web_answered = 0,
    web_not_connected = 1,
    web_timed_out = 2,
    web_cut_off = 3,
    web_too_large = 4,
    web_not_trusted = 5,
    web_failed = 6,
    web_address_refused = 7,
    web_not_secure = 8,
    web_login_refused = 9
};

/// One answer; the memory is freed with `web_answer_free`.
typedef struct {
    int ending;
    /// Whether any byte of the request left: if not, the server knows nothing of it.
    int left;
    long status;
    /// 10, 11, 20 or 30.
    int version;
    long milliseconds;
    uint8_t *body;
    size_t body_count;
    /// The header lines of the last answer as they came.
    uint8_t *headers;
    size_t headers_count;
    char detail[256];
} web_answer;

/// Looks a name up; gives how many addresses were written, 0 for none, -1 for a failure that may
/// be gone later.
int web_look_up(const char *host, web_address *addresses, int most);

/// Asks once: no redirects, no proxies, no cookies, no netrc, http and https only, certificates
/// checked.
void web_exchange(const web_request *request, web_answer *answer);

void web_answer_free(web_answer *answer);

/// One e-mail to one recipient. Texts end with a zero byte.
typedef struct {
    /// `smtp://host:port/name`, or `smtps://`; the name is what we greet the server with.
    const char *url;
    /// Whether nothing but the greeting may leave unencrypted.
    int needs_tls;
    /// A file of certificates that are trusted in place of the machine's; NULL for these.
    const char *authorities;
    /// NULL to send without saying who we are.
    const char *user;
    const char *password;
    /// In angle brackets, as the recipient.
    const char *sender;
    const char *recipient;
    const uint8_t *message;
    size_t message_count;
    const char *pinned;
    const web_address *addresses;
    size_t address_count;
    long connect_milliseconds;
    long milliseconds;
} mail_request;

/// What became of an e-mail.
typedef struct {
    int ending;
    /// Whether all of the message was handed to the connection: if not, no server delivers it.
    int left;
    /// The server's last reply code, 0 for none.
    long status;
    long milliseconds;
    /// The last line that the server said.
    char words[512];
    char detail[256];
} mail_answer;

/// Sends once; the same rules as for `web_exchange`.
void mail_submit(const mail_request *request, mail_answer *answer);

/// Waits so many milliseconds.
void web_pause(long milliseconds);

#endif
