// A shop that is drawn by its script, from what its server says.
const pages = {
  "/": '<h1>Pages Tea</h1><nav><a href="/login">Log in</a> <a href="/cart">Cart</a> <a href="/checkout">Checkout</a></nav>',
  "/login": '<h1>Log in</h1><form method="post" action="/login"><input name="mail" type="email"><input name="password" type="password"><button>Log in</button></form>',
  "/cart": '<h1>Cart</h1><p>Tea, 1 tin</p><a href="/checkout">Checkout</a>',
};
const root = document.getElementById("root");
if (location.pathname === "/checkout") {
  fetch("/fields.json").then((r) => r.json()).then((fields) => {
    root.innerHTML = '<h1>Checkout</h1><form method="post" action="/order">' +
      fields.map((f) => `<label>${f.label} <input name="${f.name}" autocomplete="${f.fill}"></label>`).join("") +
      "<button>Pay</button></form>";
    navigator.sendBeacon("/seen", "checkout");
  });
} else {
  root.innerHTML = pages[location.pathname] || "<h1>Not here</h1>";
}
