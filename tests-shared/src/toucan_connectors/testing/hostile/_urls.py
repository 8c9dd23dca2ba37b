"""URLs that lead a server to itself, to its neighbours, to its cloud's secrets, or out of HTTP."""

from collections.abc import Mapping
from typing import Final

__all__ = ["HOSTILE_NAMES", "HOSTILE_URLS"]

_METADATA: Final = "latest/meta-data/"

_LOOPBACK: Final = (
    "http://127.0.0.1/", "http://127.0.0.1:8080/admin", "https://127.0.0.1/", "http://127.0.0.2/",
    "http://127.255.255.254/", "http://127.10.20.30:5432/", "http://[::1]/", "https://[::1]:8443/",
    "http://[0:0:0:0:0:0:0:1]/", "http://[0000:0000:0000:0000:0000:0000:0000:0001]/", "http://0.0.0.0/",
    "http://0.0.0.0:9200/_cat", "http://0.1.2.3/", "http://[::]/", "http://[0:0:0:0:0:0:0:0]:6379/",
)  # fmt: skip
_SPELLINGS: Final = (
    "http://2130706433/", "http://2130706433:80/", "http://017700000001/", "http://0x7f000001/",
    "http://0X7F000001/", "http://0177.0.0.1/", "http://0177.0.0.01/", "http://0x7f.0.0.1/",
    "http://0x7f.0x0.0x0.0x1/", "http://0x7f.1/", "http://0177.1/", "http://127.1/", "http://127.0.1/",
    "http://127.0x1/", "http://0/", "http://0x0/", "http://00/", "http://00000000000/", "http://3232235777/",
    "http://0xc0a80101/", "http://0300.0250.1.1/", "http://192.168.257/", "http://192.11010305/",
    "http://167772161/", "http://0x0a000001/", "http://10.1/", "http://012.0.0.1/", "http://172.1048577/",
    "http://2852039166/latest/meta-data/", "http://0xa9fea9fe/", "http://0xA9.0xFE.0xA9.0xFE/",
    "http://0251.0376.0251.0376/", "http://025177524776/", "http://169.254.43518/", "http://169.16689662/",
    "http://0xa9.254.0251.254/", "http://127.0.0.1./", "http://127.0.0.1.:80/",
    "http://\u0661\u0662\u0667.0.0.1/", "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
    "http://\uff11\uff12\uff17.0.0.1/", "http://127\u30020\u30020\u30021/", "http://127\uff0e0\uff0e0\uff0e1/",
    "http://127\uff610\uff610\uff611/",
)  # fmt: skip
_PRIVATE: Final = (
    "http://10.0.0.1/", "http://10.255.255.254/", "https://10.11.12.13:8443/", "http://172.16.0.1/",
    "http://172.31.255.254/", "http://172.17.0.1:2375/containers/json", "http://192.168.0.1/",
    "http://192.168.1.254/cgi-bin", "http://192.168.255.254/", "http://[fc00::1]/", "http://[fd00::1]/",
    "http://[fd12:3456:789a:1::1]/", "http://[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]/",
    "http://100.64.0.1/", "http://100.100.100.100/", "http://100.127.255.254/",
)  # fmt: skip
_LINK_LOCAL: Final = (
    "http://169.254.0.1/", "http://169.254.255.254/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/",
    "http://[fe80::1%25lo]/", "http://[febf::1]/", "http://[fec0::1]/", "http://[feff::1]/",
    "http://224.0.0.1/", "http://239.255.255.250:1900/", "http://[ff02::1]/", "http://[ff0e::1]/",
)  # fmt: skip
_CLOUDS: Final = (
    f"http://169.254.169.254/{_METADATA}", "http://169.254.169.254/computeMetadata/v1/",
    "http://169.254.169.254/metadata/instance?api-version=2021-02-01", "http://169.254.169.254/opc/v2/",
    "http://169.254.169.254/openstack/latest/meta_data.json", "http://169.254.169.254/metadata/v1.json",
    "http://169.254.170.2/v2/credentials", "http://169.254.170.23/v1/credentials",
    "http://169.254.169.123/", "http://169.254.169.253/", "http://169.254.0.23/", "http://169.254.42.42/",
    f"http://[fd00:ec2::254]/{_METADATA}", "http://[fd00:ec2::23]/v1/credentials",
    "http://[fd20:ce::254]/computeMetadata/v1/", "http://[fd00:c1::a9fe:a9fe]/opc/v2/",
    f"http://100.100.100.200/{_METADATA}", "http://168.63.129.16/?comp=versions",
    "http://168.63.129.16:32526/vmSettings", "http://192.0.0.192/latest/", "http://192.0.0.170/",
)  # fmt: skip
_RESERVED: Final = (
    "http://192.0.0.1/", "http://192.0.0.8/", "http://192.0.2.1/", "http://192.88.99.1/",
    "http://198.18.0.1/", "http://198.19.255.254/", "http://198.51.100.1/", "http://203.0.113.1/",
    "http://240.0.0.1/", "http://250.1.2.3/", "http://255.255.255.255/", "http://[100::1]/",
    "http://[2001:2::1]/", "http://[2001:10::1]/", "http://[2001:20::1]/", "http://[2001:db8::1]/",
    "http://[3fff::1]/", "http://[5f00::1]/", "http://[4000::1]/", "http://[8000::1]/", "http://[1::1]/",
)  # fmt: skip
_DISGUISED: Final = (
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::FFFF:7F00:0001]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:172.16.0.1]/",
    "http://[::ffff:192.168.0.1]/", "http://[::ffff:169.254.169.254]/", "http://[::ffff:a9fe:a9fe]/",
    "http://[::ffff:100.100.100.200]/", "http://[::ffff:168.63.129.16]/", "http://[::ffff:0.0.0.0]/",
    "http://[::127.0.0.1]/", "http://[::10.0.0.1]/", "http://[::169.254.169.254]/", "http://[::a9fe:a9fe]/",
    "http://[::ffff:0:127.0.0.1]/", "http://[::ffff:0:169.254.169.254]/",
    "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b::192.168.1.1]/", "http://[64:ff9b::100.64.0.1]/",
    "http://[64:ff9b:1::127.0.0.1]/", "http://[64:ff9b:1::8.8.8.8]/", "http://[64:ff9b:1:fffe::10.0.0.1]/",
    "http://[2002:7f00:1::]/", "http://[2002:7f00:1::1]/", "http://[2002:a00:1::1]/",
    "http://[2002:c0a8:101::1]/", "http://[2002:a9fe:a9fe::1]/", "http://[2002:ac10:1::1]/",
    "http://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/", "http://[2001::1]/",
    "http://[2001:0:c000:221:0:0:80ff:fffe]/", "http://[2606:4700::5efe:10.0.0.1]/",
    "http://[2606:4700::200:5efe:192.168.0.1]/", "http://[2606:4700::5efe:127.0.0.1]/",
    "http://[fe80::5efe:8.8.8.8]/",
)  # fmt: skip
_NAMED: Final = (
    "http://localhost/", "http://localhost:8080/", "http://LOCALHOST/", "http://LocalHost./",
    "http://localhost.localdomain/", "http://ip6-localhost/", "http://anything.localhost/",
    "http://loopback.example/", "http://loopback6.example/", "http://private.example/",
    "http://metadata.example/", "http://metadata.google.internal/computeMetadata/v1/",
    "http://metadata/computeMetadata/v1/", "http://instance-data/latest/meta-data/",
    "http://kubernetes.default.svc/api", "http://host.docker.internal:2375/", "http://127.0.0.1.nip.io/",
    "http://10.0.0.1.nip.io/", "http://169-254-169-254.sslip.io/", "http://mixed.example/",
    "http://mapped.example/", "http://nat64.example/",
)  # fmt: skip
_DECEITFUL: Final = (
    "http://api.example@127.0.0.1/", "http://api.example:80@127.0.0.1:80/", "http://user:pw@localhost/",
    "http://api.example%40127.0.0.1/", "http://127.0.0.1#@api.example/", "http://127.0.0.1?@api.example/",
    "http://127.0.0.1/@api.example", "http://127.0.0.1\\@api.example/", "http://api.example\\@127.0.0.1/",
    "http://127.0.0.1#@127.0.0.1:80@localhost/",
    "http:\\\\127.0.0.1\\", "http:/127.0.0.1/", "http:127.0.0.1/", "http:///127.0.0.1/", "//127.0.0.1/",
    "http://127.0.0.1\t/", "http://127.0.0.1\n/", "http://127.0.0.1\r\nHost: api.example/",
    "http://127.0.0.1\0.api.example/", "http://127.0.0.1%00.api.example/", "http://127.0.0.1%2f.api.example/",
    "http://127.0.0.1 /", " http://127.0.0.1/", "http://127.0.0.1:80:80/", "http://127.0.0.1:0x50/",
    "http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://127.0.0.1:\u0668\u0660/", "http://[127.0.0.1]/",
    "http://[::1/", "http://::1/", "http://[::1]api.example/", "http://[::1%25@api.example]/",
    "http://[v1.127.0.0.1]/", "http://%31%32%37.0.0.1/", "http://127%2e0%2e0%2e1/", "http://loc%61lhost/",
    "http://local\u00adhost/", "http://loca\u200blhost/", "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
    "http://@127.0.0.1/", "http://:@127.0.0.1/", "http://", "http:///", "https://?x", "http://.", "http://:80/",
)  # fmt: skip
_NOT_HTTP: Final = (
    "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "FILE:///etc/passwd", "ftp://127.0.0.1/",
    "ftps://127.0.0.1/", "gopher://127.0.0.1:6379/_INFO", "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/", "sftp://127.0.0.1/", "tftp://127.0.0.1/x", "smb://127.0.0.1/share",
    "ws://127.0.0.1/", "wss://127.0.0.1/", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun/",
    "jar:http://127.0.0.1!/", "netdoc:///etc/passwd", "data:application/json,[]", "javascript:alert(1)",
    "about:blank", "blob:http://127.0.0.1/", "view-source:http://127.0.0.1/", "url:http://127.0.0.1/",
    "/etc/passwd", "127.0.0.1/", "localhost", "",
)  # fmt: skip

HOSTILE_URLS: Final[Mapping[str, tuple[str, ...]]] = {
    "loopback": _LOOPBACK,
    "spellings": _SPELLINGS,
    "private": _PRIVATE,
    "link-local": _LINK_LOCAL,
    "clouds": _CLOUDS,
    "reserved": _RESERVED,
    "disguised": _DISGUISED,
    "named": _NAMED,
    "deceitful": _DECEITFUL,
    "not HTTP": _NOT_HTTP,
}
"""By group, where no client that is to stay on the public internet may connect.

Those of "named" lead where `HOSTILE_NAMES` says; of "deceitful" and "not HTTP", to refuse them as no URLs is
right too.
"""

HOSTILE_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "localhost": ("127.0.0.1", "::1"),
    "localhost.": ("127.0.0.1",),
    "localhost.localdomain": ("127.0.0.1",),
    "ip6-localhost": ("::1",),
    "anything.localhost": ("127.0.0.1",),
    "loopback.example": ("127.0.0.1",),
    "loopback6.example": ("::1",),
    "private.example": ("10.1.2.3",),
    "metadata.example": ("169.254.169.254",),
    "metadata.google.internal": ("169.254.169.254",),
    "metadata": ("169.254.169.254",),
    "instance-data": ("169.254.169.254",),
    "kubernetes.default.svc": ("10.96.0.1",),
    "host.docker.internal": ("192.168.65.254",),
    "127.0.0.1.nip.io": ("127.0.0.1",),
    "10.0.0.1.nip.io": ("10.0.0.1",),
    "169-254-169-254.sslip.io": ("169.254.169.254",),
    "mixed.example": ("93.184.216.34", "10.0.0.1"),
    "mapped.example": ("::ffff:127.0.0.1",),
    "nat64.example": ("64:ff9b::a9fe:a9fe",),
}
"""The names of "named", in lower case, and the addresses that a resolver may answer for them."""
