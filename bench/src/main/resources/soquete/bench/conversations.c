/* Conversations of a pcap file (Ethernet, this machine's byte order): the least that must be done to count them.
 * Maps the file, walks the records, hashes the 5-tuple, counts packets and bytes. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
struct key { uint8_t a[16], b[16]; uint16_t pa, pb; uint32_t protocol; };
struct flow { struct key key; uint64_t packets, bytes; };
static struct flow *table;
static uint64_t size = 1 << 16, used;
static uint64_t hash(const struct key *k) {
  uint64_t w[5], h = 0;
  memcpy(w, k, sizeof w);
  for (int i = 0; i < 5; i++) h = (h ^ w[i]) * 0x9E3779B97F4A7C15u, h ^= h >> 29;
  return h;
}
static struct flow *find(const struct key *k) {
  uint64_t i = hash(k) & (size - 1);
  while (table[i].packets && memcmp(&table[i].key, k, sizeof *k)) i = (i + 1) & (size - 1);
  return &table[i];
}
static void grow(void) {
  struct flow *old = table;
  uint64_t n = size;
  table = calloc(size *= 2, sizeof *table);
  for (uint64_t i = 0; i < n; i++) if (old[i].packets) *find(&old[i].key) = old[i];
  free(old);
}
static void count(const uint8_t *p, uint32_t have, uint32_t length) {
  struct key k = {0};
  uint32_t at = p[12] == 0x81 && p[13] == 0 ? 18 : 14, six;
  if (have < 34) return;
  six = p[at - 2] == 0x86 && p[at - 1] == 0xDD;
  if (!six && (p[at - 2] != 8 || p[at - 1])) return;
  const uint8_t *src = p + at + (six ? 8 : 12), *t = p + at + (six ? 40 : (p[at] & 15) * 4);
  uint32_t n = six ? 16 : 4;
  if (t + 4 > p + have || ((k.protocol = p[at + (six ? 6 : 9)]) != 6 && k.protocol != 17)) return;
  int order = memcmp(src, src + n, n), swap = order > 0 || (order == 0 && memcmp(t, t + 2, 2) > 0);
  memcpy(swap ? k.b : k.a, src, n), memcpy(swap ? k.a : k.b, src + n, n);
  memcpy(swap ? &k.pb : &k.pa, t, 2), memcpy(swap ? &k.pa : &k.pb, t + 2, 2);
  struct flow *f = find(&k);
  if (!f->packets) { f->key = k; if (++used * 2 > size) { f->packets = 1; grow(); (f = find(&k))->packets = 0; } }
  f->packets++, f->bytes += length;
}
int main(int argc, char **argv) {
  struct stat s;
  uint32_t r[4];
  int fd = open(argc > 1 ? argv[1] : "", O_RDONLY);
  if (fd < 0 || fstat(fd, &s)) return perror("conversations"), 1;
  const uint8_t *p = mmap(0, s.st_size, PROT_READ, MAP_PRIVATE, fd, 0), *end = p + s.st_size;
  table = calloc(size, sizeof *table);
  for (p += 24; p + 16 <= end; p += 16 + r[2]) {
    if (memcpy(r, p, 16), p + 16 + r[2] > end) break;
    count(p + 16, r[2], r[3]);
  }
  return printf("%lu\n", (unsigned long)used), 0;
}
