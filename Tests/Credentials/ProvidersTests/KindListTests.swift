import Credentials
import Testing

@testable import Configuration
@testable import CredentialsTestSupport
@testable import Providers

/// The list of kinds, and what must know each of them.
@Suite struct `The kinds of credentials` {
    @Test func `have a name each, and no key twice`() {
        let names = CredentialKinds.all.map { $0.kind }
        #expect(Set(names).count == names.count)
        for kind in CredentialKinds.all {
            #expect(Set(kind.keys.names).count == kind.keys.count, "\(kind)")
            #expect(Set(kind.hints.keys).isDisjoint(with: kind.keys.names), "\(kind)")
            #expect(Set(kind.misnomers).isDisjoint(with: names), "\(kind)")
        }
    }

    @Test func `are all tested`() {
        for kind in CredentialKinds.all {
            let kinds = (kind as? any KindWithTests.Type)?.underTest ?? []
            #expect(!kinds.isEmpty, "\(kind) has no KindWithTests")
            #expect(kinds.allSatisfy { $0.lines.contains("\(kind.kind):") }, "\(kind)")
        }
    }
}
