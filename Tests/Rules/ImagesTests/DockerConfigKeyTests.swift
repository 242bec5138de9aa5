import Images
import Testing

/// Keys of `auths` as the kubelet reads them: each that is told to be of no use is tried on its keyring, too.
struct DockerConfigKeyTests {
    /// Key, an image that it serves.
    static let good = [
        ("ghcr.io", "ghcr.io/a/b"), ("https://ghcr.io", "ghcr.io/a"), ("http://ghcr.io", "ghcr.io/a"),
        ("https://ghcr.io/v1/", "ghcr.io/a"),
        ("https://ghcr.io/v2/", "ghcr.io/a"), ("ghcr.io/", "ghcr.io/a"),
        ("https://index.docker.io/v1/", "docker.io/library/nginx"),
        ("index.docker.io", "docker.io/library/nginx"), ("https://index.docker.io/v2/", "docker.io/a/b"),
        ("docker.io", "docker.io/a/b"),
        ("*.dkr.ecr.*.amazonaws.com", "1.dkr.ecr.eu-west-1.amazonaws.com/a"), ("localhost:5000", "localhost:5000/a"),
        ("registry.example.com:5000/team", "registry.example.com:5000/team/a"),
        ("https://me:hunter2@ghcr.io", "ghcr.io/a"),
        ("ghcr.io?x=1", "ghcr.io/a"), ("ghcr.io/v1/team/", "ghcr.io/team/a"),
    ]

    @Test(arguments: good)
    func `a key that serves an image is left alone`(key: String, image: String) throws {
        #expect(DockerConfigKey(key).flaw == nil, "\(String(describing: DockerConfigKey(key).flaw))")
        #expect(try isFound(key, image))
    }

    /// Key, what is said about it, an image that somebody meant.
    static let useless = [
        (
            "https://registry.example.com/v2",
            "the key https://registry.example.com/v2 is read by the kubelet as the path /v2 of registry.example.com, so no image of "
                + "registry.example.com gets this credential: write registry.example.com",
            "registry.example.com/team/app"
        ),
        (
            "registry.example.com/*",
            "is read by the kubelet as the path /* of registry.example.com, so no image of registry.example.com gets this credential",
            "registry.example.com/team/app"
        ),
        ("registry.example.com/Team", "write \"registry.example.com/team\"", "registry.example.com/team/app"),
        ("https://registry.example.com:5000/v1", "write registry.example.com:5000", "registry.example.com:5000/a"),
        (
            "https://index.docker.io/v1", "the key must end in a slash: https://index.docker.io/v1/ (or docker.io)",
            "docker.io/library/nginx"
        ),
        (
            "https://index.docker.io/v1/access-token", "an image's index.docker.io is read as docker.io",
            "docker.io/library/nginx"
        ),
        ("registry.example.com/team:1.0", "images are matched without their tag", "registry.example.com/team/app"),
        ("registry.example.com//team", "no repository starts like that", "registry.example.com/team/app"),
        ("registry.example.com:*", "a port cannot be a wildcard", "registry.example.com/a"),
        ("registry.example.com:https", "a port cannot be a wildcard", "registry.example.com/a"),
        ("HTTPS://registry.example.com", "", "registry.example.com/a"),
        ("oci://registry.example.com", "", "registry.example.com/a"),
        ("", "without a host", "ghcr.io/a"), ("https://", "without a host", "ghcr.io/a"),
        ("/team", "without a host", "ghcr.io/team/a"),
        ("myregistry", "the host of a registry has a dot", "docker.io/library/myregistry"),
        ("registry.example.com,ghcr.io", "no host has a comma", "ghcr.io/a"), ("ghcr .io", "a blank", "ghcr.io/a"),
        ("ghcr.io/%zz", "a % escape", "ghcr.io/a"), ("ghcr.io\n", "a control character", "ghcr.io/a"),
    ]

    @Test(arguments: useless)
    func `a key that no image has says what the kubelet makes of it`(key: String, text: String, image: String) throws {
        let flaw = try #require(DockerConfigKey(key).flaw)
        let told = "\(flaw.reason(ofKey: DockerConfigKey.shown(key))): \(flaw.fix)"
        #expect(told.contains(text), "\(told)")
        #expect(!told.contains("\n"))
        #expect(try !isFound(key, image))
    }

    @Test func `a key is shown without a password in it`() {
        #expect(DockerConfigKey.shown("https://me:hunter2@ghcr.io/v2/?hunter2#hunter2") == "https://ghcr.io/v2/")
        #expect(DockerConfigKey.shown("hunter2@ghcr.io") == "ghcr.io")
        #expect(DockerConfigKey.shown("ghcr.io/a@b") == "ghcr.io/a@b")
        #expect(
            DockerConfigKey.shown("https://ghcr.io:5000/a@sha256:0b") == "https://ghcr.io:5000/a@sha256:0b"
        )
    }

    /// Keys with a password as people write it, and what is shown of them.
    static let withPassword = [
        ("oci://robot:s3cretpw@registry.example.com", "oci://registry.example.com"),
        ("HTTPS://robot:s3cretpw@registry.example.com", "HTTPS://registry.example.com"),
        ("docker://robot:s3cretpw@registry.example.com/team", "docker://registry.example.com/team"),
        (" https://robot:s3cretpw@registry.example.com", " https://registry.example.com"),
        ("https://https://robot:s3cretpw@registry.example.com", "https://https://registry.example.com"),
        ("https:/robot:s3cretpw@registry.example.com", "registry.example.com"),
        ("https://bob:ab/s3cretpw@registry.example.com", "https://registry.example.com"),
        ("HTTPS://bob:ab/s3cretpw@registry.example.com", "HTTPS://registry.example.com"),
        ("bob:12/s3cretpw@registry.example.com", "registry.example.com"),
        ("bob.smith:12/s3cretpw@registry.example.com", "registry.example.com"),
        ("https://bob:s3cretpw?x@registry.example.com", "https://registry.example.com"),
        ("HTTPS://bob:s3cretpw?x@registry.example.com", "HTTPS://registry.example.com"),
        ("oci://bob:s3cretpw#x@registry.example.com", "oci://registry.example.com"),
        ("oci://bob:x@s3cretpw@registry.example.com", "oci://registry.example.com"),
        ("oci://bob%3Ax/s3cretpw@registry.example.com", "oci://registry.example.com"),
        ("s3cretpw@registry.example.com/a@b", "registry.example.com/a@b"),
        ("oci://bob:s3cretpw@\u{301}registry.example.com", "oci://\u{301}registry.example.com"),
    ]

    @Test(arguments: withPassword)
    func `whatever a password in a key looks like, nothing that is said of the key has it`(key: String, shown: String) {
        #expect(DockerConfigKey.shown(key) == shown)
        let credential = DockerCredential(username: "u", password: "p")
        let told = DockerConfig(entries: [DockerConfig.Entry(registry: key, credential: credential)]).firstFlaw?.text
        #expect(told?.contains("s3cretpw") != true, "\(told ?? "")")
        #expect(told?.contains("bob") != true, "\(told ?? "")")
    }

    @Test func `a key whose password is taken for something else says what to write`() {
        for key in ["HTTPS://bob:a/b@index.docker.io/v1/", "https://bob:1/b@index.docker.io/v1/", "bob:a#b@docker.io"] {
            #expect(DockerConfigKey(key).flaw?.fix.contains("write \"docker.io\", without") == true, "\(key)")
        }
    }

    private func isFound(_ key: String, _ image: String) throws -> Bool {
        let entry = DockerConfig.Entry(registry: key, credential: DockerCredential(username: "u", password: "p"))
        return !DockerKeyring([DockerConfig(entries: [entry])]).lookup(try ImageReference(parsing: image).repository)
            .isEmpty
    }
}
