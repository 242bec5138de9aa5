import Admission
import Testing

@Suite struct `A list of Pods` {
    private func read(_ text: String) -> PodListReading? {
        PodListReading(Array(text.utf8), lookingFor: ["a", "b", "ü"])
    }

    @Test func `tells which Secrets its Pods name, and where it goes on`() {
        let reading = read(
            """
            {"kind":"PodList","metadata":{"resourceVersion":"1","continue":"next","remainingItemCount":3},"items":[
            {"metadata":{"name":"a"},"spec":{"containers":[{"name":"b"}]}},
            {"spec":{"volumes":[{"name":"a"}],"imagePullSecrets":[{"name":"x"},{},{"name":"\\u0061"},{"name":"\\u00fc","x":[{}]}]}},
            {"spec":{"imagePullSecrets":null}},{"spec":null},null,{"spec":{"imagePullSecrets":[null,7,{"name":3}]}}]}
            """
        )
        #expect(reading?.found == ["a", "ü"])
        #expect(reading?.next == "next")
    }

    @Test(arguments: [#"{"items":null}"#, #"{"metadata":{"continue":""},"items":[]}"#, "{}"])
    func `may be empty`(text: String) {
        #expect(read(text)?.found.isEmpty == true)
        #expect(read(text)?.next == nil)
    }

    @Test(arguments: ["", "[]", "{", #"{"items":[}"#, #"{"items":[]} x"#])
    func `that is none is refused`(text: String) { #expect(read(text) == nil) }
}
