import Kubernetes
import Testing

@Suite struct `A page of Pods` {
    private func read(_ text: String) -> PodPage? { PodPage(parsing: Array(text.utf8)) }

    @Test func `tells which Secrets its Pods name, and where it goes on`() {
        let page = read(
            """
            {"kind":"PodList","metadata":{"resourceVersion":"1","continue":"next","remainingItemCount":3},"items":[
            {"metadata":{"name":"a"},"spec":{"containers":[{"name":"b"}]}},
            {"metadata":{"name":"c"},"spec":{"volumes":[{"name":"a"}],"imagePullSecrets":[{"name":"x"},{},null,{"name":"\\u0061"},
            {"name":"\\u00fc","x":[{}]}]}},
            {"metadata":{"name":"d"},"spec":{"imagePullSecrets":null}},{"metadata":{"name":"e"},"spec":null},null,
            {"metadata":{"name":"f"},"spec":{"imagePullSecrets":[7,{"name":3}]}},
            {"metadata":{"name":"g"},"spec":{"imagePullSecrets":[{"name":"after"}]}}]}
            """
        )
        #expect(page?.pullSecrets == ["x", "a", "ü", "after"])
        #expect(page?.position == "next")
    }

    @Test(arguments: [#"{"metadata":{},"items":null}"#, #"{"metadata":{"continue":""},"items":[]}"#])
    func `may be empty`(text: String) {
        #expect(read(text)?.pullSecrets.isEmpty == true)
        #expect(read(text)?.position == nil)
    }

    @Test(arguments: ["", "[]", "{}", "{", #"{"metadata":{},"items":[}"#, #"{"metadata":{},"items":[]} x"#])
    func `that is none is refused`(text: String) { #expect(read(text) == nil) }
}
