import Controllers
import Injection
import Testing

@testable import SecretKeeper

@Suite struct `What is known of namespaces` {
    private var desk = NamespaceDesk()

    private mutating func note(_ namespace: String, version: Int, bytes: Int = 0) {
        let padding = String(repeating: " ", count: bytes)
        let secret = TenantFixture.secret("s", version: version, content: #"{"auths":{}}\#(padding)"#)
        desk.change(namespace) { $0.take(secret) }
    }

    private mutating func take(_ seconds: Double) -> [String] {
        let jobs = desk.take(at: TenantFixture.time(seconds))
        for job in jobs { if let tenants = job.tenants { desk.finish(job.namespace, CompiledTenants(tenants)) } }
        return jobs.map(\.namespace)
    }

    @Test mutating func `is compiled at once, and then once a second at most, with the latest`() {
        note("a", version: 1)
        let result1 = take(0)
        #expect(result1 == ["a"])
        for version in 2..<100 { note("a", version: version) }
        let result2 = take(0.5)
        #expect(result2.isEmpty)
        #expect(desk.nextDue == TenantFixture.time(1))
        let result3 = take(1)
        #expect(result3 == ["a"])
        let result4 = take(5)
        #expect(result4.isEmpty)
        #expect(desk.nextDue == nil)
    }

    @Test mutating func `does not wait for a namespace that changes without end, nor for one with much in it`() {
        for index in 0..<4 { note("large-\(index)", version: 1, bytes: 700_000) }
        note("small", version: 1)
        desk.exclude(["hub"], from: "labels")
        // One of the large ones, and all of the others.
        let result5 = take(0)
        #expect(result5 == ["large-0", "small", "labels"])
        let result6 = take(0.05)
        #expect(result6 == ["large-1"])
        note("large-0", version: 2, bytes: 700_000)
        note("late", version: 1)
        let result7 = take(0.1)
        #expect(result7 == ["large-2", "late"])
        let result8 = take(0.15)
        #expect(result8 == ["large-3"])
        let result9 = take(0.9)
        #expect(result9.isEmpty)
        let result10 = take(1)
        #expect(result10 == ["large-0"])
        #expect(desk.unreadBytes == 0)
    }

    @Test mutating func `takes no time where nothing has changed`() {
        desk.exclude([], from: "a")
        let result11 = take(0)
        #expect(result11.isEmpty)
        desk.exclude(["hub"], from: "a")
        let result12 = take(0)
        #expect(result12 == ["a"])
        desk.exclude(["hub"], from: "a")
        let result13 = take(2)
        #expect(result13.isEmpty)
    }

    @Test mutating func `is forgotten when there is nothing more, but not how often it may be compiled`() {
        note("a", version: 1)
        let result14 = take(0)
        #expect(result14 == ["a"])
        desk.change("a") { $0.remove("s") }
        let result15 = take(0.5)
        #expect(result15.isEmpty)
        let result16 = take(1)
        #expect(result16 == ["a"])
        note("b", version: 1)
        let result17 = take(1.5)
        #expect(result17 == ["b"])
        #expect(desk.entries["a"] != nil)
        _ = take(3)
        #expect(desk.entries["a"] == nil)
    }

    @Test mutating func `is not forgotten before its time for a change that changes nothing`() {
        note("a", version: 1)
        _ = take(0)
        let reports = [TenantReport(TenantFixture.secret("s"), .noCredential)]
        #expect(desk.reports("a", reports, now: TenantFixture.time(0)).count == 1)
        desk.change("a") { $0.remove("s") }
        let emptied = take(1)
        #expect(emptied == ["a"])
        desk.change("a") { $0.remove("unreadable") }
        #expect(desk.reports("a", reports, now: TenantFixture.time(1)).isEmpty)
        note("a", version: 2)
        let early = take(1.5)
        #expect(early.isEmpty)
        let due = take(2)
        #expect(due == ["a"])
        desk.change("a") { $0.remove("s") }
        _ = take(3)
        _ = take(5)
        desk.change("a") { $0.remove("unreadable") }
        note("b", version: 1)
        _ = take(606)
        _ = take(608)
        #expect(desk.entries["a"] == nil)
        desk.change("a") { $0.remove("unreadable") }
        #expect(desk.entries["a"] == nil)
    }

    @Test func `is told of once for each fault, and a few times in ten minutes`() {
        var voice = TenantVoice()
        let reports = (0..<20).map { TenantReport(TenantFixture.secret("s\($0)"), .noCredential) }
        let result18 = voice.take(Array(reports.prefix(3)), now: TenantFixture.time(0))
        #expect(result18.count == 3)
        let result19 = voice.take(Array(reports.prefix(3)), now: TenantFixture.time(10))
        #expect(result19.isEmpty)
        let result20 = voice.take(reports, now: TenantFixture.time(20))
        #expect(result20.map(\.name) == ["s3", "s4", "s5", "s6", "s7"])
        let result21 = voice.take(reports, now: TenantFixture.time(30))
        #expect(result21.isEmpty)
        let result22 = voice.take(reports, now: TenantFixture.time(601))
        #expect(result22.count == 3)
        #expect(!voice.isSilent(at: TenantFixture.time(602)))
        #expect(voice.isSilent(at: TenantFixture.time(1300)))
    }

    @Test func `lines about tenants are ten in ten seconds, and those held back are counted`() {
        var lines = LineAllowance()
        let taken = (0..<30).map { _ in lines.take(now: TenantFixture.time(1)) }
        #expect(taken.count { $0 != nil } == 10)
        let result23 = lines.take(now: TenantFixture.time(11))
        #expect(result23 == 20)
        let result24 = lines.take(now: TenantFixture.time(11))
        #expect(result24 == 0)
    }
}
