import Kubernetes
import TLS
import Testing
import Text

@testable import CertificateKeeper

@Suite("Certificates: the CAs before the present one, as the Secret has them")
struct RetiredTests {
    private static let start = Timestamp(seconds: 1_800_000_000)
    private static let day = Duration.seconds(86_400)
    private static let names = ["x.y.svc"]

    /// After so many rotations, with so long between two.
    private static func rotated(_ times: Int, every interval: Duration) throws -> CertificateContent {
        var now = start
        var content = try CertificateContent.make(names: names, adopting: [], now: now)
        for _ in 0..<times {
            now = now + interval
            content = try content.withNextAuthority(request: nil, now: now)
                .withAuthoritySwitched(names: names, now: now)
        }
        return content
    }

    /// What is read of a Secret with this content.
    private static func read(
        _ content: CertificateContent,
        _ change: (inout [String: String]) -> Void = { _ in }
    ) throws -> CertificateContent {
        var metadata = ObjectMetadata(name: "s", namespace: "n", annotations: content.annotations)
        change(&metadata.annotations)
        let secret = SecretObject(metadata: metadata, type: "Opaque", data: try content.data())
        return try #require(try CertificateContent.read(secret))
    }

    @Test("Each has a time of its own, which is written and read, and goes by itself")
    func times() throws {
        let content = try Self.rotated(3, every: Self.day * 30)
        let times = content.retired.map(\.until)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 > $1 })
        let read = try Self.read(content)
        #expect(read.retired.map(\.until) == times)
        let later = read.withoutRetired(now: times[1])
        #expect(later.retired.map(\.until) == [times[0]])
        #expect(later.trusted.map(\.fingerprint) == content.trusted.prefix(2).map(\.fingerprint))
        #expect(later.annotations == ["pullpass.dev/old-ca-until": times[0].whole])
    }

    @Test("An earlier version finds the last time as that of all, and what it writes is read so")
    func earlierVersion() throws {
        let content = try Self.rotated(3, every: Self.day * 30)
        let last = try #require(content.retired.first?.until)
        #expect(content.annotations["pullpass.dev/old-ca-until"] == last.whole)
        let alone = try Self.read(content) { $0["pullpass.dev/old-ca-times"] = nil }
        #expect(alone.retired.map(\.until) == [last, last, last])
        // It has made another rotation since, and left the times of the others as they were.
        var next = try content.withNextAuthority(request: nil, now: Self.start + Self.day * 120)
        next = try next.withAuthoritySwitched(names: Self.names, now: Self.start + Self.day * 120)
        let end = try #require(next.retired.first?.until)
        let mixed = try Self.read(next) { annotations in
            annotations["pullpass.dev/old-ca-times"] = content.annotations["pullpass.dev/old-ca-times"]
        }
        #expect(mixed.retired.map(\.until) == [end] + content.retired.map(\.until))
    }

    @Test("A time that a person has set back counts, and without any a CA stays as long as it is valid")
    func edited() throws {
        let content = try Self.rotated(2, every: Self.day * 30)
        let early = try Self.read(content) { $0["pullpass.dev/old-ca-until"] = Self.start.whole }
        #expect(early.retired.map(\.until) == [Self.start, Self.start])
        for text in ["", "nonsense", "=,=,a=b=c"] {
            let none = try Self.read(content) { annotations in
                annotations = ["pullpass.dev/old-ca-until": text, "pullpass.dev/old-ca-times": text]
            }
            #expect(none.retired.map(\.until) == content.retired.map(\.certificate.notAfter))
        }
    }

    @Test("A rotation every few minutes does not fill the Secret, and the last CAs stay")
    func bound() throws {
        let some = try Self.rotated(15, every: .seconds(330))
        #expect(some.retired.count == 15)
        let many = try Self.rotated(20, every: .seconds(330))
        #expect(many.retired.count == 16)
        let ages = many.trusted.map(\.notBefore)
        #expect(ages == ages.sorted(by: >) && Set(ages).count == 17)
        #expect(try many.data().values.reduce(0) { $0 + $1.count } < 32_768)
        let again = many.retaining(many.retired[15].certificate, until: Self.start)
        #expect(again.retired.count == 16)
        #expect(again.retired[0].certificate.fingerprint == many.retired[15].certificate.fingerprint)
        #expect(again.retired[0].until == many.retired[15].until)
    }
}
