@testable import Providers

extension FuzzBody {
    /// Answers of AWS' token service, against a strict reader: what is well-formed is read, and read as it is.
    static let xml = FuzzBody(
        "xml",
        maximumLength: 2048,
        seeds: [
            "<?xml version=\"1.0\"?>\n<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
                + "<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>a&amp;b&#x41;</SecretAccessKey></Credentials></AssumeRoleResult></AssumeRoleResponse>",
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no &lt;entry&gt;</Message></Error></ErrorResponse>",
            "<a><!-- - --><b/><b x='1' y=\"2\">t<![CDATA[<&]]></b ></a>", "<a>x<b>y</b>z</a>",
            "<a b=\"c>d\" e='/'>t</a>", "<a>\u{301}t</a>", "<a/>",
        ].map { Array($0.utf8) },
        words: [
            "<a>", "</a>", "<b/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&amp;", "&#x41;", "&#65;", "=\"",
            "='", "\"/>", "/>", "<!DOCTYPE",
            "\u{301}", "\u{338}", "Response", "Error", "Code",
        ]
    ) { bytes throws(BrokenPromise) in
        let read = XMLElements(bytes)
        guard let plain = PlainXML(bytes) else { return }
        guard let read else { throw BrokenPromise("broken promise: what is well-formed is read: \(plain.texts)") }
        for (path, text) in plain.texts { try holdEqual(read[path], text, "the text of \(path) is what it is") }
    }
}
