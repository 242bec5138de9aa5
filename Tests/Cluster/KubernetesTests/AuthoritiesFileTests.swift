import EventLoop
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct `The file of a cluster's authorities` {
    @Test func `is read again after a while, or at once where the server is not believed, and a bad one is as none`()
        throws
    {
        let directory = try TemporaryDirectory()
        let path = try directory.write("ca.crt", "old")
        var file = AuthoritiesFile(path: path, pem: Array("old".utf8))
        #expect(file.replacement(now: .at(0)) == nil)
        try directory.write("ca.crt", "old and new")
        #expect(file.replacement(now: .at(9)) == nil)
        #expect(file.replacement(now: .at(10)) == Array("old and new".utf8))
        // Nobody could use it: it is looked at again.
        #expect(file.replacement(now: .at(11)) == nil)
        #expect(file.replacement(now: .at(20)) == Array("old and new".utf8))
        file.take(Array("old and new".utf8))
        #expect(file.replacement(now: .at(30)) == nil)
        try directory.write("ca.crt", "new")
        file.expire()
        #expect(file.replacement(now: .at(31)) == Array("new".utf8))
        try directory.write("ca.crt", "")
        #expect(file.replacement(now: .at(50)) == nil)
    }

    @Test func `is that of the ServiceAccount in a Pod`() throws {
        let directory = try TemporaryDirectory()
        try directory.write("ca.crt", "pem")
        try directory.write("token", "t")
        let connection = try InCluster.connection(
            environment: ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"],
            directory: directory.path("")
        )
        #expect(connection.authoritiesFile?.hasSuffix("/ca.crt") == true)
        #expect(connection.trust == .authorities(Array("pem".utf8)))
    }
}
