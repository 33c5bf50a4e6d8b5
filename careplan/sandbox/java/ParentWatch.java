import java.io.IOException;

/** Ends this JVM when standard input ends, that is, when the process that holds its other end is gone. */
final class ParentWatch {
    private ParentWatch() { }

    static void start() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) { }
            } catch (IOException broken) {
                // a broken pipe means the same as its end
            }
            System.exit(0);
        }, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
