import Images
import Testing

@Suite struct `Image references` {
    @Test(arguments: try rows("parse.jsonl", as: ParseRow.self))
    func `are read as the kubelet reads them`(row: ParseRow) throws {
        guard row.invalid != true else {
            #expect(throws: ImageReferenceError.self) { try ImageReference(parsing: row.image) }
            return
        }
        let reference = try ImageReference(parsing: row.image)
        #expect(reference.repository == row.repo)
        #expect(reference.tag == row.tag)
        #expect(reference.digest == row.digest)
    }

    @Test(arguments: [
        ("my_host.corp/app", "my_host.corp/app"),
        ("my__host.corp/team/app:1", "my__host.corp/team/app"),
        ("docker.io/team/app", "docker.io/team/app"),
        ("index.docker.io:443/app", "index.docker.io:443/app"),
        ("[:::::]/app", "[:::::]/app"),
        ("A/b", "A/b"),
    ])
    func `with odd hosts are still names`(image: String, repository: String) throws {
        #expect(try ImageReference(parsing: image).repository == repository)
    }

    static let broken: [(String, ImageReferenceError.Reason)] = [
        ("", .empty),
        (String(repeating: "ab", count: 32), .identifier),
        ("Nginx", .uppercase),
        ("ghcr.io/acme//app", .name),
        ("ghcr.io/acme/app_", .name),
        ("ghcr.io/acme/a___b", .name),
        ("foo-.bar/app", .host),
        ("example.com:/app", .host),
        ("my_host.corp:5000/app", .host),
        ("nginx:", .tag),
        ("nginx:.1", .tag),
        ("nginx:" + String(repeating: "t", count: 129), .tag),
        ("acme/nginx:1/2", .tag),
        ("nginx@", .digest),
        ("nginx@sha256:" + String(repeating: "A", count: 64), .digest),
        ("nginx@sha384:" + String(repeating: "a", count: 64), .digest),
        ("nginx@md5:" + String(repeating: "a", count: 32), .digest),
        ("ghcr.io/" + String(repeating: "a", count: 256), .length),
        (String(repeating: "a", count: 248), .length),
    ]

    @Test(arguments: broken)
    func `that break a rule say which`(image: String, reason: ImageReferenceError.Reason) throws {
        let error = #expect(throws: ImageReferenceError.self) { try ImageReference(parsing: image) }
        #expect(error?.reason == reason)
    }

    @Test(arguments: [
        ("https://ghcr.io/acme/app", "ghcr.io/acme/app"), ("docker://nginx:1", "nginx:1"), ("oci://a.b/c", "a.b/c"),
        ("http://a.b:5000/c", "a.b:5000/c"), ("ghcr.io/acme/app ", "ghcr.io/acme/app"), ("\tnginx", "nginx"),
        ("nginx:1\n", "nginx:1"), ("\u{FEFF}nginx", "nginx"), ("nginx\u{200B}", "nginx"), ("\u{A0}nginx\r\n", "nginx"),
    ])
    func `with something copied along say what to write`(image: String, written: String) {
        let error = #expect(throws: ImageReferenceError.self) { try ImageReference(parsing: image) }
        #expect(error?.description.hasSuffix("write \"\(written)\"") ?? false, "\(error?.description ?? "")")
    }

    @Test func `may have 255 characters below the host, library included`() throws {
        #expect(throws: Never.self) { try ImageReference(parsing: String(repeating: "a", count: 247)) }
        #expect(throws: Never.self) { try ImageReference(parsing: "ghcr.io/" + String(repeating: "a", count: 255)) }
    }

    @Test func `show control characters escaped and long names cut in messages`() throws {
        let error = #expect(throws: ImageReferenceError.self) {
            try ImageReference(parsing: "a\nb" + String(repeating: "c", count: 500))
        }
        let description = try #require(error?.description)
        #expect(description.contains(#"a\nb"#))
        #expect(!description.contains("\n"))
        #expect(description.utf8.count < 400)
    }
}
