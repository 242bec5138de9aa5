/// Policies and Pods to start from.
enum PolicySeeds {
    static let labels = ["tier": "prod"]

    static let texts = [
        "docker.io,!ghcr.io/acme,?quay.io\n\nnginx\nghcr.io/acme/a:1\nquay.io/x\nghcr.io/acme/b",
        "?docker.io\nanon,own,r0\nnginx",
        "*.dkr.ecr.*.amazonaws.com,*.io,&*:5000\nanon\n1.dkr.ecr.eu.amazonaws.com/x\n[::1]:5000/y\nr.io/a",
        "always.example,!*\n\nlocalhost/x\nmy_host.corp/app",
        "?a.b.c/d,?a.b.c\nanon,anon,x\na.b.c/d/e@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "[::1]:5000,a'b\\\n\n[::1]:5000/x",
    ]

    static let words = [
        "always.example", ",!", ",?", ",&", "\nanon", ",anon", "\n", "r0", "pullpass-r0", "quay.io/x", "nginx",
    ]
}
