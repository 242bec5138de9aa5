import FoundationEssentials
import Kubernetes
import Testing

struct DecodingTests {
    private func decode<Object: KubernetesObject>(_ type: Object.Type, _ text: String) throws -> Object {
        try Object(parsing: Array(text.utf8))
    }

    @Test func `managed fields tell who owns what`() throws {
        let secret = try decode(PartialObject.self, Recorded.appliedSecret)
        #expect(secret.metadata.name == "pullpass-hub")
        #expect(secret.metadata.uid == "9d022a1e-2e3a-4fb7-860e-7f02584a359e")
        #expect(secret.metadata.resourceVersion == "1066")
        let ours = try #require(secret.metadata.managedFields.first)
        #expect(ours.manager == "pullpass" && ours.operation == "Apply" && ours.subresource == nil)
        #expect(!ours.owns("f:data"))
        #expect(ours.owns("f:metadata", "f:annotations", "f:pullpass.dev/revision"))
        #expect(!ours.owns("f:metadata", "f:annotations", "f:pullpass.dev/rev"))
        let theirs = try #require(secret.metadata.managedFields.last)
        #expect(theirs.owns("f:data") && theirs.owns("f:data", "f:.dockerconfigjson"))
        #expect(!theirs.owns("f:data", "f:other"))
    }

    @Test func `of what managers own only what tells whether a Secret is ours is kept`() throws {
        let secret = try decode(
            PartialObject.self,
            #"{"metadata":{"name":"s","managedFields":[{"manager":"m","operation":"Update","subresource":"status","fieldsV1":{"f:a":{"f:b":{}},"f:data":{".":{},"f:.dockerconfigjson":{"f:d":{"f:e":{}}}},"f:metadata":{"f:annotations":{"f:x":{}}}}}]}}"#
        )
        let fields = FieldSet(paths: [["f:data"], ["f:data", "f:.dockerconfigjson"]])
        #expect(
            secret.metadata.managedFields
                == [ManagedFieldsEntry(manager: "m", operation: "Update", subresource: "status", fields: fields)]
        )
    }

    @Test(arguments: [
        ("{}", false), (#"{".":{}}"#, false), (#"{"f:a":{}}"#, true), (#"{".":{},"f:.dockerconfigjson":{}}"#, true),
    ])
    func `who only made the mapping that others fill owns no data`(data: String, owns: Bool) throws {
        let text =
            #"{"metadata":{"name":"s","managedFields":[{"manager":"m","operation":"Update","fieldsV1":{"f:data":\#(data),"f:type":{}}}]}}"#
        let secret = try decode(PartialObject.self, text)
        #expect(try #require(secret.metadata.managedFields.first).owns("f:data") == owns)
    }

    @Test func `a Secret is decoded from base64 and unknown fields are ignored`() throws {
        let secret = try decode(
            SecretObject.self,
            #"{"kind":"Secret","future":[1,{"x":2}],"metadata":{"name":"a","namespace":"n","labels":null,"future":true},"type":"Opaque","data":{"k":"aGk=","empty":"","none":null},"immutable":true}"#
        )
        #expect(secret.data == ["k": Array("hi".utf8), "empty": [], "none": []])
        #expect(secret.immutable && secret.type == "Opaque" && secret.metadata.labels.isEmpty)
    }

    @Test(arguments: [
        #"{"metadata":{"name":"a"}}"#,
        #"{"metadata":{"name":"a"},"data":null,"type":null,"immutable":null}"#,
    ])
    func `a Secret with nothing in it is an opaque one`(text: String) throws {
        let secret = try decode(SecretObject.self, text)
        #expect(secret.data.isEmpty && secret.type == "Opaque" && !secret.immutable)
    }

    @Test(arguments: [
        (#"{"metadata":{"name":"a"}}"#, false),
        (#"{"metadata":{"name":"a"},"status":{"phase":"Active"}}"#, false),
        (#"{"metadata":{"name":"a"},"status":{"phase":"Terminating"}}"#, true),
        (#"{"metadata":{"name":"a","deletionTimestamp":"2026-11-21T00:00:00Z"},"status":{"phase":"Active"}}"#, true),
    ])
    func `a namespace that goes is seen as such`(text: String, isTerminating: Bool) throws {
        #expect(try decode(NamespaceObject.self, text).isTerminating == isTerminating)
    }

    @Test func `a Lease keeps what others have put into its metadata`() throws {
        let text =
            #"{"metadata":{"name":"p","namespace":"n","labels":{"a":"b"},"annotations":{"c":"d"},"finalizers":["f"],"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"x","uid":"u","controller":true}],"resourceVersion":"7"},"spec":{"holderIdentity":"h","leaseDurationSeconds":15}}"#
        let lease = try decode(LeaseObject.self, text)
        let again = try decode(LeaseObject.self, String(decoding: try lease.json(), as: UTF8.self))
        #expect(again == lease)
        #expect(again.metadata.ownerReferences.first?.controller == true)
    }

    @Test func `what holds a credential prints without it`() {
        let secret = SecretObject(
            metadata: ObjectMetadata(name: "s", namespace: "n"),
            type: "Opaque",
            data: ["password": Array("hunter2".utf8)]
        )
        let manifest = SecretManifest(namespace: "n", name: "s", data: ["password": Array("hunter2".utf8)])
        let user = ClusterUser(
            .token("hunter2"),
            certificate: ClientCertificate(certificate: [1], key: Array("hunter2".utf8))
        )
        let connection = ClusterConnection(server: "https://a", trust: .system, user: user)
        let plugin = ExecPlugin(command: "p", arguments: ["hunter2"], environment: ["A": "hunter2"])
        let bytes = "\(Array("hunter2".utf8))"
        for value in [secret, manifest, user, connection, plugin, user.authentication] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("hunter2") && !text.contains(bytes) && !text.contains("104"), "\(text)")
            }
        }
        #expect("\(secret)" == "Secret n/s (Opaque) {password: <redacted>}")
    }
}
