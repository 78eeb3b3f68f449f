import { Link } from "./address";

/** Where no view is. */
export default function Lost() {
  return (
    <div class="page">
      <h1 tabIndex={-1}>There is no such page</h1>
      <p><Link to="">To the start</Link></p>
    </div>
  );
}
