/* A stand-in for the vendor's library: the same names and shapes, made for tests. It says what it is told to say by the
   secret: "crash" and "hang" misbehave when pulling, "refuse:N" answers an error number, "serve:X:folder" gives out
   folder/<seq>.json, writes X into folder/signed_in, and is refused as long as there is a folder/refuse_X. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct { char* buf; int len; } Slice_t;
typedef struct { char* outindexbuf; int out_len; char* data; int data_len; int is_finish; } MediaData_t;
typedef struct { char secret[256]; } Sdk;

static char* copied(const char* text) { char* made = malloc(strlen(text) + 1); strcpy(made, text); return made; }
static char* contents(const char* path) {
  FILE* file = fopen(path, "rb");
  if (!file) return NULL;
  char* made = calloc(1, 1 << 20);
  fread(made, 1, (1 << 20) - 1, file);
  fclose(file);
  return made;
}
static void say(Slice_t* into, const char* text) { into->buf = copied(text); into->len = (int)strlen(text); }

Sdk* NewSdk(void) { return calloc(1, sizeof(Sdk)); }
void DestroySdk(Sdk* sdk) { free(sdk); }

int Init(Sdk* sdk, const char* corpid, const char* secret) {
  if (strcmp(corpid, "ww1") != 0) return 10000;
  strncpy(sdk->secret, secret, sizeof(sdk->secret) - 1);
  if (strncmp(secret, "serve:", 6) == 0) {
    char path[512];
    snprintf(path, sizeof(path), "%s/refuse_%c", secret + 8, secret[6]);
    if (access(path, F_OK) == 0) return 10000;
    snprintf(path, sizeof(path), "%s/signed_in", secret + 8);
    FILE* file = fopen(path, "a");
    fprintf(file, "%c", secret[6]);
    fclose(file);
  }
  printf("the library prints what it likes\n");
  fflush(stdout);
  return 0;
}

int GetChatData(Sdk* sdk, unsigned long long seq, unsigned int limit, const char* proxy, const char* passwd, int timeout,
                Slice_t* chat) {
  char text[1024];
  if (strcmp(sdk->secret, "crash") == 0) *(volatile int*)0 = 1;
  if (strcmp(sdk->secret, "hang") == 0) sleep(600);
  if (strncmp(sdk->secret, "refuse:", 7) == 0 && (seq > 0 || strcmp(sdk->secret, "refuse:10010") != 0))
    return atoi(sdk->secret + 7);
  if (strncmp(sdk->secret, "serve:", 6) == 0) {
    snprintf(text, sizeof(text), "%s/%llu.json", sdk->secret + 8, seq);
    chat->buf = contents(text);
    if (chat->buf) { chat->len = (int)strlen(chat->buf); return 0; }
    seq = 102;
  }
  if (seq >= 102) { say(chat, "{\"errcode\":0,\"errmsg\":\"ok\",\"chatdata\":[]}"); return 0; }
  snprintf(text, sizeof(text),
           "{\"errcode\":0,\"errmsg\":\"ok\",\"chatdata\":[{\"seq\":101,\"msgid\":\"a\",\"publickey_ver\":3,"
           "\"encrypt_random_key\":\"k\",\"encrypt_chat_msg\":\"limit %u timeout %d proxy %s\"},"
           "{\"seq\":102,\"msgid\":\"b\",\"publickey_ver\":3,\"encrypt_random_key\":\"k\",\"encrypt_chat_msg\":\"x\"}]}",
           limit, timeout, proxy);
  say(chat, text);
  return 0;
}

int DecryptData(const char* key, const char* body, Slice_t* into) {
  char text[1024];
  if (strcmp(key, "right") != 0) return 10006;
  if (body[0] == '{') { say(into, body); return 0; }
  snprintf(text, sizeof(text),
           "{\"msgid\":\"a\",\"action\":\"send\",\"from\":\"zhang\",\"tolist\":[\"wmA\"],\"roomid\":\"\",\"msgtime\":5,"
           "\"msgtype\":\"text\",\"text\":{\"content\":\"%s\"}}", body);
  say(into, text);
  return 0;
}

int GetMediaData(Sdk* sdk, const char* mark, const char* fileid, const char* proxy, const char* passwd, int timeout,
                 MediaData_t* media) {
  int last = strcmp(mark, "1") == 0;
  if (strcmp(fileid, "file") != 0) return 10005;
  media->outindexbuf = copied("1");
  media->out_len = 1;
  media->data = malloc(3);
  memcpy(media->data, last ? "\0yz" : "abc", 3);
  media->data_len = 3;
  media->is_finish = last;
  return 0;
}

Slice_t* NewSlice(void) { return calloc(1, sizeof(Slice_t)); }
void FreeSlice(Slice_t* slice) { free(slice->buf); free(slice); }
MediaData_t* NewMediaData(void) { return calloc(1, sizeof(MediaData_t)); }
void FreeMediaData(MediaData_t* media) { free(media->outindexbuf); free(media->data); free(media); }
