/// How a reflector waits.
package struct ReflectorTiming: Sendable {
    /// A watch on which nothing comes for this long, not even a bookmark, is opened anew from where it was.
    ///
    /// An API server sends a bookmark about once a minute, but promises none: this is no failure.
    package var idleLimit: Duration = .seconds(100)
    /// So many watches in a row on which nothing came at all: then the complete state is fetched again, since a connection that is never
    /// used for anything tells nothing.
    package var silentLimit = 10
    /// How long the server is asked to hold a watch, at least; the real time is random up to twice this.
    package var watchTime: Duration = .seconds(300)
    /// The wait after a first failure; doubles each time.
    package var retryBase: Duration = .milliseconds(800)
    /// The longest wait between two tries.
    package var retryLimit: Duration = .seconds(30)
    /// The most bytes of one event; of a larger one only whose it is is read.
    ///
    /// The API server takes objects of up to 1.5 MiB; as JSON they have a little more.
    package var maximumEventBytes = 4 << 20
    /// The same where only metadata is sent, of which it takes 256 KiB of annotations and a few KiB of anything else that people write.
    package var maximumMetadataBytes = 1 << 20

    /// Makes the defaults.
    package init() {}
}
