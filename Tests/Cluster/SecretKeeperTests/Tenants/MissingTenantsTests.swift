import Injection
import Testing

@testable import Kubernetes
@testable import SecretKeeper

@Suite struct `Secrets whose content is to be read again` {
    @Test func `come from each namespace in turn, so that few never wait behind many`() {
        var missing = MissingTenants()
        missing.set((0..<64).map { "fat-\($0)" }, of: "a")
        missing.set(["mine", "more"], of: "b")
        missing.set(["mine"], of: "c")
        let first = (0..<6).compactMap { _ in missing.popFirst() }.map { "\($0.namespace)/\($0.name)" }
        #expect(first == ["a/fat-0", "b/mine", "c/mine", "a/fat-1", "b/more", "a/fat-2"])
    }

    @Test func `keep their place however often a namespace brings others, and go when they are not missing any more`() {
        var missing = MissingTenants()
        missing.set(["x"], of: "b")
        for round in 0..<100 {
            missing.set((0..<64).map { "\(round)-\($0)" }, of: "a")
            missing.set([], of: "a")
        }
        missing.set(["new"], of: "a")
        missing.set([], of: "never")
        let names = (0..<3).map { _ in missing.popFirst()?.name }
        #expect(names == ["x", "new", nil])
    }

    @Test func `are never lost, whatever order they come and go in`() {
        var missing = MissingTenants()
        var left = 0
        for index in 0..<500 {
            missing.set(["1", "2", "3"], of: "n\(index)")
            left += 3
            if index % 3 == 0 { left -= missing.popFirst() == nil ? 0 : 1 }
        }
        var seen = 0
        while missing.popFirst() != nil { seen += 1 }
        #expect(seen == left)
    }
}

@Suite struct `The content of tenants' Secrets on its way` {
    private static func bytes(_ size: Int, of namespace: String) throws(ObjectFault) -> TenantBytes {
        try TenantBytes(size: size, of: namespace) { () throws(ObjectFault) in [UInt8](repeating: 0, count: size) }
    }

    @Test func `has a bound for each namespace, so that one leaves room for the others`() throws {
        let mebibyte = 1 << 20
        var held = try (0..<70).map { _ in try Self.bytes(mebibyte, of: "greedy") }
        #expect(held.count { $0.bytes != nil } == TenantBounds.contentBytes / mebibyte)
        let other = try Self.bytes(mebibyte, of: "modest")
        #expect(other.bytes?.count == mebibyte)
        // What was left out takes no room, and what has gone gives it back.
        held.removeAll()
        let again = try Self.bytes(mebibyte, of: "greedy")
        #expect(again.bytes != nil)
    }
}
