import Testing

@testable import Images

/// What is most likely a slip of the hand, and that a webhook finds all of them without comparing everything.
@Suite("Slips")
struct SlipTests {
    struct Row: Sendable {
        let pattern: String
        let image: String
        /// The code of the miss; nil for no slip.
        let code: String?
    }

    static let rows: [Row] = [
        // A port that one side has.
        Row(pattern: "harbor.corp.example", image: "harbor.corp.example:443/acme/app", code: "port"),
        Row(pattern: "harbor.corp.example:8443/acme/", image: "harbor.corp.example/acme/app:1", code: "port"),
        Row(pattern: "*.corp.example", image: "a.corp.example:5000/app", code: "port"),
        Row(pattern: "localhost:5000", image: "localhost/app", code: "port"),
        Row(pattern: "harbor.corp.example:8443/acme/", image: "harbor.corp.example/other/app", code: nil),
        // Two ports of a host are two registries on purpose.
        Row(pattern: "nexus.corp.example:8082", image: "nexus.corp.example:8083/app", code: nil),
        // Upper and lower case.
        Row(pattern: "ghcr.io/acme/", image: "GHCR.io/acme/app", code: "case"),
        Row(pattern: "Harbor.corp.example", image: "harbor.corp.example/app", code: "case"),
        Row(pattern: "docker.io", image: "Acme/app", code: "case"),
        Row(pattern: "*.corp.example", image: "a.Corp.example/app", code: "case"),
        Row(pattern: "Docker.io/acme/", image: "acme/app", code: "case"),
        // Docker Hub by a wildcard.
        Row(pattern: "*.io:443/acme/", image: "acme/app", code: "port"),
        Row(pattern: "*.io/acme/", image: "amce/app", code: "path"),
        // One letter of a host.
        Row(pattern: "Harbor.corp.example", image: "Harbour.corp.example/x", code: "host"),
        Row(pattern: "ghcr.io/acme/", image: "gchr.io/acme/app", code: "host"),
        Row(pattern: "ghcr.io", image: "ghrc.io/x/y@sha256:" + String(repeating: "a", count: 64), code: "host"),
        Row(pattern: "quay.io", image: "qauy.io/x", code: "host"),
        Row(pattern: "harbor.corp.example", image: "harbour.corp.example/x", code: "host"),
        Row(pattern: "harbor.corp.example", image: "harbo.corp.example/x", code: "host"),
        Row(pattern: "harbor.corp.example", image: "harbar.corp.example/x", code: "host"),
        Row(pattern: "docker.io/acme/", image: "hub.docker.com/acme/app", code: "host"),
        Row(pattern: "docker.io/acme/", image: "dokcer.io/acme/app", code: "host"),
        Row(pattern: "docker.io", image: "dockr.io/acme/app", code: "host"),
        Row(pattern: "docker.io/acme/", image: "dokcer.io/other/app", code: nil),
        Row(pattern: "docker.io", image: "docker.oi/acme/app", code: nil),
        Row(pattern: "ghcr.io/acme/", image: "gchr.io/other/app", code: nil),
        Row(pattern: "ghcr.io", image: "gcr.io/x", code: nil),
        Row(pattern: "gcr.io", image: "ghcr.io/x", code: nil),
        Row(pattern: "us.gcr.io", image: "eu.gcr.io/x", code: nil),
        Row(
            pattern: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
            image: "123456789012.dkr.ecr.eu-west-2.amazonaws.com/x",
            code: nil
        ),
        Row(
            pattern: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
            image: "123456789013.dkr.ecr.eu-west-1.amazonaws.com/x",
            code: nil
        ),
        Row(pattern: "ghcr.io", image: "quay.io/x", code: nil),
        // One letter of a path.
        Row(pattern: "ghcr.io/acme/", image: "ghcr.io/amce/app", code: "path"),
        Row(pattern: "ghcr.io/acme/", image: "ghcr.io/acmee/app", code: "path"),
        Row(pattern: "ghcr.io/acme/", image: "ghcr.io/acm/app", code: "path"),
        Row(pattern: "ghcr.io/acme", image: "ghcr.io/acne/app", code: "path"),
        Row(pattern: "harbor.corp.example/team/", image: "harbor.corp.example/team", code: "path"),
        Row(pattern: "docker.io/acme/", image: "acmee/app", code: "path"),
        Row(pattern: "*.corp.example/acme/", image: "a.corp.example/amce/app", code: "path"),
        Row(pattern: "ghcr.io/acme", image: "ghcr.io/acnetwork/app", code: nil),
        Row(pattern: "ghcr.io/team1/", image: "ghcr.io/team2/app", code: nil),
        Row(pattern: "ghcr.io/aws/", image: "ghcr.io/awx/app", code: nil),
        Row(pattern: "ghcr.io/acme/", image: "ghcr.io/other/app", code: nil),
        Row(pattern: "ghcr.io/acme/", image: "ghcr.io/x", code: nil),
        // Official images are public.
        Row(pattern: "docker.io/library/nginx", image: "ngimx", code: nil),
        Row(pattern: "docker.io/acme/", image: "nginx:1.27", code: nil),
    ]

    private static func mayHaveSlip(_ index: SlipIndex, _ image: String) -> Bool {
        index.mayHaveSlip(Array(image.utf8).span)
    }

    @Test("what is most likely a slip, and what may well be meant", arguments: rows)
    func judged(row: Row) throws {
        let pattern = try ImagePattern(parsing: row.pattern)
        let reference = try ImageReference(parsing: row.image)
        try #require(!pattern.matches(reference))
        let miss = NearMiss(pattern, reference)
        let slip = miss.flatMap { $0.isSlip ? Miss(registry: "r", pattern: row.pattern, reason: $0.reason).code : nil }
        #expect(slip == row.code)
        let index = SlipIndex([[pattern]])
        #expect(index.nearest(to: row.image, among: { _ in true })?.reason == (row.code == nil ? nil : miss?.reason))
        if row.code != nil { #expect(Self.mayHaveSlip(index, row.image)) }
    }

    @Test("the first look passes over no slip, whatever is held against what")
    func superset() throws {
        let patterns = try Set(Self.rows.map(\.pattern)).sorted().map { try ImagePattern(parsing: $0) }
        let images = Set(Self.rows.map(\.image)).sorted()
        var slips = 0
        for pattern in patterns {
            let index = SlipIndex([[pattern]])
            for image in images {
                let reference = try ImageReference(parsing: image)
                guard !pattern.matches(reference), NearMiss(pattern, reference)?.isSlip == true else { continue }
                slips += 1
                #expect(Self.mayHaveSlip(index, image), "\(pattern) \(image)")
            }
        }
        #expect(slips > 25)
    }

    /// Hosts, ports and paths of many forms, put together in all ways.
    private static func combined(_ hosts: [String], _ ports: [String], _ paths: [String]) -> [String] {
        hosts.flatMap { host in ports.flatMap { port in paths.map { host + port + $0 } } }
    }

    @Test("the first look passes over no slip of patterns with wildcards, capitals, ports and addresses")
    func supersetOfForms() throws {
        let patterns = Self.combined(
            [
                "*", "*.corp.example", "*.Corp.example", "reg*.corp.example", "r?g.corp.example", "[r-s]eg.*.example",
                "Reg.corp.example", "[::1]", "docker.io", "Docker.io", "*.docker.io",
            ],
            ["", ":5000"],
            ["", "/acme", "/acme/"]
        )
        let images = Self.combined(
            [
                "reg.corp.example", "Reg.corp.example", "rag.Corp.example", "reg.corp.exemple", "seg.other.example",
                "regs.corp.example", "[::1]", "acme", "dokcer.io", "Dokcer.io", "docker.com", "hub.docker.com",
            ],
            ["", ":5000", ":5001"],
            ["/acme/app", "/acne/app", "/app"]
        )
        var slips = 0
        for pattern in patterns.compactMap({ try? ImagePattern(parsing: $0) }) {
            let index = SlipIndex([[pattern]])
            for image in images {
                guard let reference = try? ImageReference(parsing: image), !pattern.matches(reference),
                    NearMiss(pattern, reference)?.isSlip == true
                else { continue }
                slips += 1
                #expect(Self.mayHaveSlip(index, image), "\(pattern) \(image)")
            }
        }
        #expect(slips > 200)
    }

    @Test("an image of another host is not held closely against patterns with wildcards, with and without ports")
    func firstLookIsNarrow() throws {
        let index = try SlipIndex([
            [
                ImagePattern(parsing: "*.dkr.ecr.*.amazonaws.com"), ImagePattern(parsing: "*.azurecr.io"),
                ImagePattern(parsing: "*.corp.example:8443/acme/"), ImagePattern(parsing: "Harbor.corp.example"),
            ]
        ])
        let others = [
            "registry.example.com:5000/app:1", "registry.example.com/app", "localhost:5000/app", "[::1]:5000/app",
            "Quay.example:5000/acme/app",
            "a.corp.example.com/acme/app", "ghcr.io/acme/app", "nginx",
        ]
        for image in others { #expect(!Self.mayHaveSlip(index, image), "\(image)") }
        #expect(Self.mayHaveSlip(index, "a.azurecr.io:443/app"))
        #expect(Self.mayHaveSlip(index, "a.corp.example/acme/app"))
    }

    @Test("of several slips the nearest counts, and of registries those that are asked for")
    func nearest() throws {
        let index = SlipIndex([
            [try ImagePattern(parsing: "ghcr.io/acme/")], [try ImagePattern(parsing: "ghcr.io:5000/amce/")],
            [try ImagePattern(parsing: "ghcr.io:5000")],
        ])
        let all = index.nearest(to: "ghcr.io/amce/app", among: { _ in true })
        #expect(all?.registry == 0)
        #expect(index.nearest(to: "ghcr.io/amce/app", among: { $0 > 1 })?.registry == 2)
        #expect(index.nearest(to: "ghcr.io/amce/app", among: { _ in false }) == nil)
        #expect(index.nearest(to: "no image at all", among: { _ in true }) == nil)
    }

    @Test("a host that is longer than any of DNS is nobody's slip, and no letters of it are compared")
    func longHosts() throws {
        let patterns = try ["docker.io", "*.example.com", "**.example.com", "Harbor.corp.example"].map {
            try ImagePattern(parsing: $0)
        }
        let index = SlipIndex([patterns])
        func capitals(_ count: Int) -> String { "A" + String(repeating: "a", count: count - 13) + ".EXAMPLE.com/x" }
        #expect(Self.mayHaveSlip(index, capitals(259)))
        #expect(index.nearest(to: capitals(259), among: { _ in true })?.pattern == "*.example.com")
        let megabyte = "a0" + String(repeating: ".a", count: 480_000)
        for image in [capitals(260), capitals(960_000), "\(megabyte).docker.io/x", "\(megabyte).docker.com/x"] {
            #expect(!Self.mayHaveSlip(index, image))
            #expect(index.nearest(to: image, among: { _ in true }) == nil)
            let reference = try ImageReference(parsing: image)
            #expect(patterns.allSatisfy { NearMiss($0, reference) == nil })
        }
    }

    @Test("patterns past the bound are not looked at")
    func bounded() throws {
        let many = try (0..<2000).map { try ImagePattern(parsing: "host\($0).corp.example/acme/") }
        let index = SlipIndex([many])
        #expect(index.comparisonCount == SlipIndex.maximumPatterns)
        #expect(
            index.nearest(to: "host7.corp.example/amce/x", among: { _ in true })?.pattern == "host7.corp.example/acme/"
        )
        #expect(index.nearest(to: "host1999.corp.example/amce/x", among: { _ in true }) == nil)
    }
}
