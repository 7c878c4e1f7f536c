#include "sockets.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const mail_request *request;
    mail_answer *answer;
    size_t taken;
    int is_refused;
} submission;

static size_t give(char *room, size_t size, size_t count, void *context) {
    submission *it = context;
    size_t left = it->request->message_count - it->taken;
    size_t more = size * count < left ? size * count : left;
    // Asked for what follows the last byte: what ends the message may leave from here on.
    if (more == 0) it->answer->left = 1;
    memcpy(room, it->request->message + it->taken, more);
    it->taken += more;
    return more;
}

// The last line that the server said before it took its leave.
static size_t take_line(char *bytes, size_t size, size_t count, void *context) {
    submission *it = context;
    size_t length = size * count;
    if (length >= 3 && memcmp(bytes, "221", 3) == 0) return length;
    while (length > 0 && (bytes[length - 1] == '\r' || bytes[length - 1] == '\n')) length -= 1;
    if (length >= sizeof it->answer->words) length = sizeof it->answer->words - 1;
    memcpy(it->answer->words, bytes, length);
    it->answer->words[length] = 0;
    return size * count;
}

static size_t drop(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

static curl_socket_t open_socket(
    void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    submission *it = context;
    curl_socket_t opened = web_open_allowed(
        it->request->addresses, it->request->address_count, purpose, address);
    if (opened == CURL_SOCKET_BAD) it->is_refused = 1;
    return opened;
}

static int ending(CURLcode code, const submission *it) {
    if (it->is_refused) return web_address_refused;
    switch (code) {
    case CURLE_OK: return web_answered;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_SSL_CONNECT_ERROR: return web_not_connected;
    case CURLE_OPERATION_TIMEDOUT: return web_timed_out;
    case CURLE_USE_SSL_FAILED: return web_not_secure;
    case CURLE_LOGIN_DENIED: return web_login_refused;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return web_not_trusted;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE: return web_cut_off;
    default: return web_failed;
    }
}

void mail_submit(const mail_request *request, mail_answer *answer) {
    memset(answer, 0, sizeof *answer);
    answer->ending = web_failed;
    web_prepare();
    CURL *curl = curl_easy_init();
    if (curl == NULL) return;
    submission it = {request, answer, 0, 0};
    char detail[CURL_ERROR_SIZE] = "";
    struct curl_slist *pinned = curl_slist_append(NULL, request->pinned);
    struct curl_slist *recipients = curl_slist_append(NULL, request->recipient);

    web_set_safety(curl, "smtp,smtps", (long)(CURLPROTO_SMTP | CURLPROTO_SMTPS));
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    if (request->authorities != NULL) {
        // In place of the machine's, not beside them.
        curl_easy_setopt(curl, CURLOPT_CAINFO, request->authorities);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(
        curl, CURLOPT_USE_SSL, (long)(request->needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (request->user != NULL) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, request->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request->password);
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, request->sender);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &it);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &it);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(curl, CURLOPT_RESOLVE, pinned);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &it);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->milliseconds);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = curl_easy_perform(curl);

    curl_off_t microseconds = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &microseconds);
    answer->ending = ending(code, &it);
    answer->milliseconds = (long)(microseconds / 1000);
    snprintf(
        answer->detail, sizeof answer->detail, "%s",
        detail[0] != 0 ? detail : curl_easy_strerror(code));

    curl_slist_free_all(recipients);
    curl_slist_free_all(pinned);
    curl_easy_cleanup(curl);
}
