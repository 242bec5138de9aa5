/// Images and patterns to start from.
enum ImageSeeds {
    private static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    static let images = [
        "nginx", "nginx:1.27", "library/nginx@\(digest)", "docker.io/a/b:c@\(digest)", "index.docker.io/x",
        "localhost/a",
        "localhost:5000/a/b-c__d.e", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1", "[::1]:5000/x",
        "[fe80::1]/x",
        "my_host.corp/app", "UPPER/x", "a//b", "a:", "-a", "a@md5:0", String(repeating: "a", count: 64), "é/x", "",
        "r.io/" + String(repeating: "a", count: 251), "a@sha384:" + String(repeating: "a", count: 96),
    ]

    static let matches = [
        "docker.io\nnginx", "*.dkr.ecr.*.amazonaws.com\n*.io\nghcr.io/acme\n1.dkr.ecr.eu.amazonaws.com/x:1",
        "a.b:5000/x\na.*:5000\n[::1]:5000\na.b:5000/xy", "[a-z].io\n?.io\n\\*.io\n[^a].io\nb.io/x",
        "u:p@r.io/a%20b?q#f\nr.io/a", "a.b.c\n*.b.c\n*.*.c\n*.*.*\na.b.c/d/e/f", "*\nlocalhost\nlocalhost/x",
        "a%2eb\n[::1%25eth0]:1\nx.[a\n[1:2:3:4:5:6:7:8]:1/x",
        "r.io\nr.io/\nr.io/a\nr.io/ab\nr.io/b\nr.io/a/b\nr.io/abc", "\n",
    ]

    static let words = [
        "docker.io/", "index.docker.io/", "library/", "localhost", "ghcr.io", "*.dkr.ecr.*.amazonaws.com", ":5000",
        ":latest", "@sha256:",
        "@sha512:", "[::1]", "[::ffff:1.2.3.4]", "%25", "%2F", "*", "?", "[a-z]", "[^", "\\", "__", "--", "..", "//",
        "/", ":", "@", "#",
        "0123456789abcdef0123456789abcdef",
    ]
}
