#include "sockets.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

// No answer of sense has more header lines than fit in here.
#define MOST_HEADER_BYTES ((size_t)256 << 10)

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void prepare(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

void web_prepare(void) { pthread_once(&once, prepare); }

int web_look_up(const char *host, web_address *addresses, int most) {
    struct addrinfo hints;
    struct addrinfo *found = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    int status = getaddrinfo(host, NULL, &hints, &found);
    if (status == EAI_AGAIN || status == EAI_SYSTEM || status == EAI_MEMORY) return -1;
    if (status != 0) return 0;
    int count = 0;
    for (struct addrinfo *entry = found; entry != NULL && count < most; entry = entry->ai_next) {
        web_address *address = &addresses[count];
        if (entry->ai_family == AF_INET) {
            memcpy(address->bytes, &((struct sockaddr_in *)entry->ai_addr)->sin_addr, 4);
            address->count = 4;
        } else if (entry->ai_family == AF_INET6) {
            memcpy(address->bytes, &((struct sockaddr_in6 *)entry->ai_addr)->sin6_addr, 16);
            address->count = 16;
        } else {
            continue;
        }
        count += 1;
    }
    freeaddrinfo(found);
    return count;
}

typedef struct {
    const web_request *request;
    web_answer *answer;
    size_t body_room;
    size_t headers_room;
    int is_too_large;
    int is_refused;
} exchange;

static int append(uint8_t **bytes, size_t *count, size_t *room, const void *more, size_t size) {
    if (*count + size > *room) {
        size_t wanted = *room == 0 ? 16384 : *room * 2;
        while (wanted < *count + size) wanted *= 2;
        uint8_t *larger = realloc(*bytes, wanted);
        if (larger == NULL) return 0;
        *bytes = larger;
        *room = wanted;
    }
    memcpy(*bytes + *count, more, size);
    *count += size;
    return 1;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    exchange *it = context;
    size_t more = size * count;
    if (more > it->request->maximum_bytes - it->answer->body_count) {
        it->is_too_large = 1;
        return 0;
    }
    int taken = append(
        &it->answer->body, &it->answer->body_count, &it->body_room, bytes, more);
    return taken ? more : 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
    exchange *it = context;
    size_t more = size * count;
    // A status line begins a new answer: what came before was an interim one.
    if (more >= 5 && memcmp(bytes, "HTTP/", 5) == 0) it->answer->headers_count = 0;
    if (it->answer->headers_count + more > MOST_HEADER_BYTES) {
        it->is_too_large = 1;
        return 0;
    }
    int taken = append(
        &it->answer->headers, &it->answer->headers_count, &it->headers_room, bytes, more);
    return taken ? more : 0;
}

curl_socket_t web_open_allowed(
    const web_address *addresses, size_t address_count, curlsocktype purpose,
    struct curl_sockaddr *address) {
    const void *bytes = NULL;
    int count = 0;
    if (address->family == AF_INET) {
        bytes = &((struct sockaddr_in *)(void *)&address->addr)->sin_addr;
        count = 4;
    } else if (address->family == AF_INET6) {
        bytes = &((struct sockaddr_in6 *)(void *)&address->addr)->sin6_addr;
        count = 16;
    }
    if (purpose != CURLSOCKTYPE_IPCXN || bytes == NULL) return CURL_SOCKET_BAD;
    for (size_t index = 0; index < address_count; index += 1) {
        const web_address *allowed = &addresses[index];
        if (allowed->count == count && memcmp(allowed->bytes, bytes, (size_t)count) == 0)
            return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
    return CURL_SOCKET_BAD;
}

static curl_socket_t open_socket(
    void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    exchange *it = context;
    curl_socket_t opened = web_open_allowed(
        it->request->addresses, it->request->address_count, purpose, address);
    if (opened == CURL_SOCKET_BAD) it->is_refused = 1;
    return opened;
}

static int ending(CURLcode code, const exchange *it) {
    if (it->is_too_large) return web_too_large;
    if (it->is_refused) return web_address_refused;
    switch (code) {
    case CURLE_OK: return web_answered;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_SSL_CONNECT_ERROR: return web_not_connected;
    case CURLE_OPERATION_TIMEDOUT: return web_timed_out;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR: return web_cut_off;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return web_not_trusted;
    default: return web_failed;
    }
}

static void set_request(CURL *curl, const web_request *request) {
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    if (request->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_count);
    }
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->milliseconds);
}

void web_set_safety(CURL *curl, const char *protocols, long protocol_bits) {
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
#if LIBCURL_VERSION_NUM >= 0x075500
    (void)protocol_bits;
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
#else
    (void)protocols;
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS, protocol_bits);
#endif
}

void web_exchange(const web_request *request, web_answer *answer) {
    memset(answer, 0, sizeof *answer);
    answer->ending = web_failed;
    web_prepare();
    CURL *curl = curl_easy_init();
    if (curl == NULL) return;
    exchange it = {request, answer, 0, 0, 0, 0};
    char detail[CURL_ERROR_SIZE] = "";
    struct curl_slist *headers = NULL;
    for (size_t index = 0; index < request->header_count; index += 1)
        headers = curl_slist_append(headers, request->headers[index]);
    struct curl_slist *pinned = curl_slist_append(NULL, request->pinned);

    web_set_safety(curl, "http,https", (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    set_request(curl, request);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_RESOLVE, pinned);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &it);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &it);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &it);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    CURLcode code = curl_easy_perform(curl);

    long request_size = 0;
    long version = 0;
    curl_off_t microseconds = 0;
    curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &request_size);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    curl_easy_getinfo(curl, CURLINFO_HTTP_VERSION, &version);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &microseconds);
    answer->ending = ending(code, &it);
    answer->left = request_size > 0;
    answer->version =
        version == CURL_HTTP_VERSION_1_0 ? 10 : version == CURL_HTTP_VERSION_1_1 ? 11 : 20;
    answer->milliseconds = (long)(microseconds / 1000);
    snprintf(
        answer->detail, sizeof answer->detail, "%s",
        detail[0] != 0 ? detail : curl_easy_strerror(code));

    curl_slist_free_all(headers);
    curl_slist_free_all(pinned);
    curl_easy_cleanup(curl);
}

void web_answer_free(web_answer *answer) {
    free(answer->body);
    free(answer->headers);
    answer->body = NULL;
    answer->headers = NULL;
}

void web_pause(long milliseconds) {
    struct timespec rest = {milliseconds / 1000, (milliseconds % 1000) * 1000000};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) continue;
}
