import Images
import Testing

@Suite struct `Image patterns` {
    @Test(arguments: try rows("match.jsonl", as: MatchRow.self))
    func `match what the kubelet matches`(row: MatchRow) throws {
        guard row.error != true else {
            #expect(throws: ImagePatternError.self) { try ImagePattern(parsing: row.pattern) }
            return
        }
        let pattern = try ImagePattern(parsing: row.pattern)
        guard row.invalid != true else {
            #expect(throws: ImageReferenceError.self) { try ImageReference(parsing: row.image) }
            return
        }
        let reference = try ImageReference(parsing: row.image)
        #expect(reference.repository == row.repo)
        #expect(pattern.matches(reference) == row.match)
    }

    static let unreadable: [(String, ImagePatternError.Reason)] = [
        ("docker.io\n", .controlCharacter),
        ("docker.io ", .hostCharacter),
        (#"\*.io"#, .hostCharacter),
        ("a{b,c}.io", .hostCharacter),
        ("nginx:1.27", .port),
        ("a:1:2", .port),
        ("asia-northeast[0-9]-docker.pkg.dev", .brackets),
        ("[1.2.3.4]:80", .brackets),
        ("[::1", .brackets),
        ("[::1]x", .brackets),
        ("[fe80::1%25]", .brackets),
        ("%64ocker.io", .escape),
        ("docker.io/%zz", .escape),
        ("docker.io#%", .escape),
        ("u<r@docker.io", .user),
        ("[::ffff:1.2.3.4]", .malformedGlob),
        // A bracket beyond the address: Go then takes all of it for the host.
        ("[::1%25a.b]:]", .malformedGlob),
        ("[::1%25a.b]:%5Dx]:80", .malformedGlob),
        ("[::1%25a.%5Bb]:80", .malformedGlob),
    ]

    @Test(arguments: unreadable)
    func `that the kubelet cannot read say why`(text: String, reason: ImagePatternError.Reason) throws {
        let error = #expect(throws: ImagePatternError.self) { try ImagePattern(parsing: text) }
        #expect(error?.reason == reason)
    }

    @Test(arguments: [
        ("[::1]", "[::1]/app", false),
        ("[::A]", "A/app", true),
        ("*1]", "[::1]/app", true),
        ("[fe80::1%25en0]:80", "[fe80::1]:80/app", false),
        ("docker.io/%6cibrary/", "nginx", true),
        ("my_host.*", "my_host.corp/app", true),
        ("*", "[:::::]/app", false),
        ("*.*", "a.b:5000/c", false),
        ("*.*:5000", "a.b:5000/c", true),
        ("*.*:05000", "a.b:5000/c", false),
        ("", "A/app", false),
        ("/library", "nginx", false),
    ])
    func `are URLs with all that follows`(text: String, image: String, isMatch: Bool) throws {
        let pattern = try ImagePattern(parsing: text)
        #expect(pattern.matches(try ImageReference(parsing: image)) == isMatch)
    }
}
